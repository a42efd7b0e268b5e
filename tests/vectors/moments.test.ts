import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moments, type Moment } from '@ack-attack/scoring';
import { expect, it } from 'vitest';
import { vectorFile } from './format.ts';
import { TraceMachine } from '@ack-attack/lesson/trace';

const lesson = vectorFile.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../packages/lesson/src/trace/vectors.json'), 'utf8')),
);

/** The moments of every story of the lesson, the heaviest first. */
const told: Readonly<Record<string, readonly string[]>> = {
  'every packet arrives': [],
  'publish dropped, producer gives up': ['known-loss: publish-lost'],
  'publish dropped, producer still waiting at the bell': [],
  'publish dropped, retried with the same ID': ['save: retried-after-drop'],
  'confirm dropped, same-ID retry, broker dedups': ['save: broker-caught'],
  'confirm dropped, same-ID retry, consumer dedups': ['save: log-caught'],
  'confirm dropped, same-ID retry, nobody dedups': ['double-charge: same-id-retry'],
  'confirm dropped, retried with a fresh ID defeats both dedups': ['double-charge: fresh-id'],
  'confirmed before stored, then the broker crashes': ['silent-loss: confirm-before-store'],
  'stored, crash before the confirm, same-ID retry, idempotent consumer': [
    'save: survived-broker-crash',
    'save: log-caught',
  ],
  'auto-ack, delivery dropped': ['silent-loss: auto-ack-drop'],
  'manual ack, delivery dropped, redelivered': ['save: redelivered-after-drop'],
  'acked before processing, then a crash': ['silent-loss: ack-before-charge'],
  'charged, crash before the ack, no dedup: the card is charged twice': ['double-charge: crash-before-ack'],
  'ack dropped, redelivered, deduped': ['save: log-caught'],
  'crash between charge and record': ['double-charge: crash-before-record'],
  'recorded first, crash before the charge': ['silent-loss: record-first'],
  'crash between charge and record, bank takes an idempotency key': ['save: key-caught'],
  'two workers both check before either charges': ['double-charge: two-workers', 'stale-ack: ignored'],
  'two workers, charge and record in one step': ['save: log-caught', 'stale-ack: ignored'],
  'dedup entry forgotten before the redelivery': ['double-charge: forgotten-id'],
  'poisoned message parked': [],
  'network duplicates the delivery, idempotent consumer': ['save: log-caught'],
  "still in the broker's store at the bell": [],
};

it('tells every story of the lesson', () => {
  expect(lesson.map(({ name }) => name).sort()).toEqual(Object.keys(told).sort());
});

it.each(lesson)('MOM-1 to MOM-7 $name', ({ name, ...vector }) => {
  const machine = new TraceMachine({ name, ...vector });
  for (const step of vector.steps) machine.run(step);
  machine.ring();
  const found = moments(machine.log);
  expect(found.map(({ kind, cause }: Moment) => `${kind}: ${cause}`)).toEqual(told[name]);
  for (const { version, at, chain } of found) {
    const here = machine.log[version - 1];
    expect(here?.at).toBe(at);
    // The chain leads up to the moment.
    expect(chain.at(-1)).toMatchObject({ version, at });
  }
});
