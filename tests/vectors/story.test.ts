import { readFileSync } from 'node:fs';
import type { GameEvent, LaneId, OrderId } from '@ack-attack/engine';
import { story, type StoryKind } from '@ack-attack/replay';
import { tallyAtBell } from '@ack-attack/scoring';
import { describe, expect, test } from 'vitest';
import { TraceMachine, type Trace, type TraceStep } from '@ack-attack/lesson/trace';
import { vectorFile } from './format.ts';

const vectors = vectorFile.parse(
  JSON.parse(readFileSync(new URL('../../packages/lesson/src/trace/vectors.json', import.meta.url), 'utf8')),
);
const lane = 'L1' as LaneId;

function storyOf(events: readonly GameEvent[], order = 'o1') {
  return story(events, { round: 1, lane, order: order as OrderId });
}

function kindsOf(steps: readonly TraceStep[], profile: Trace['profile'] = {}): readonly StoryKind[] {
  const machine = new TraceMachine({ name: 'story', steps: [...steps], profile });
  for (const step of steps) machine.run(step);
  machine.ring();
  return storyOf(machine.log)?.beats.map(({ kind }) => kind) ?? [];
}

describe.each(vectors)('the stories of “$name”', (vector) => {
  const machine = new TraceMachine(vector);
  for (const step of vector.steps) machine.run(step);
  const tally = tallyAtBell(machine.ring());
  const orders = machine.log.flatMap((event) => (event.type === 'orderPlaced' ? [event.order] : []));
  const stories = orders.map((order) => storyOf(machine.log, order));

  test('end as the tally says', () => {
    const endings = stories.map((one) => one?.ending?.outcome);
    expect(endings.filter((outcome) => outcome === 'lost' || outcome === 'lost-silently')).toHaveLength(tally.lost);
    expect(endings.filter((outcome) => outcome === 'lost-silently')).toHaveLength(tally.lostSilently);
    const effects = stories.map((one) => one?.ending?.effects ?? 0);
    expect(effects.reduce((sum, count) => sum + count, 0)).toBe(tally.effects);
  });

  test('tell every effect once, and which of them is one too many', () => {
    const told = stories.flatMap((one) => one?.beats ?? []);
    expect(told.filter(({ kind }) => /^(effect|committed)(-again)?$/.test(kind))).toHaveLength(tally.effects);
    expect(told.filter(({ kind }) => /^(effect|committed)-again$/.test(kind))).toHaveLength(tally.duplicates);
  });

  test('tell each step of the vector that is about an order', () => {
    const sent = stories.flatMap((one) => one?.beats ?? []).filter(({ kind }) => /^sent/.test(kind));
    expect(sent).toHaveLength(tally.published);
  });
});

describe('a story', () => {
  const lostConfirm: readonly TraceStep[] = [
    { do: 'order', order: 'a' },
    { do: 'publish', order: 'a', msg: 'm', copy: 'c1' },
    { do: 'store', copy: 'c1' },
    { do: 'confirm', copy: 'c1', net: 'drop' },
  ];

  test('of a lost confirm answered by a new ID says that it is another message', () => {
    const kinds = kindsOf([
      ...lostConfirm,
      { do: 'publish', order: 'a', msg: 'n', copy: 'c2' },
      { do: 'store', copy: 'c2' },
      { do: 'confirm', copy: 'c2' },
      { do: 'deliver', copy: 'c1', to: 'x', delivery: 'd1' },
      { do: 'charge', delivery: 'd1' },
      { do: 'deliver', copy: 'c2', to: 'x', delivery: 'd2' },
      { do: 'check', delivery: 'd2', says: 'new' },
      { do: 'charge', delivery: 'd2' },
    ]);
    expect(kinds).toEqual([
      ...['placed', 'sent', 'arrived', 'stored', 'confirmed', 'confirm-lost'],
      ...['sent-new-id', 'arrived-other', 'stored', 'confirmed', 'confirm-arrived'],
      ...['delivered', 'in-hand', 'effect', 'delivered-other', 'in-hand', 'checked-new', 'effect-again'],
    ]);
  });

  test('of a lost confirm answered under the same ID says that it is known', () => {
    expect(kindsOf([...lostConfirm, { do: 'publish', order: 'a', msg: 'm', copy: 'c2' }]).slice(-2)).toEqual([
      'sent-again',
      'arrived-again',
    ]);
  });

  test('tells a lost ack, the second delivery and the crash between work and ack apart', () => {
    const start: readonly TraceStep[] = [
      { do: 'order', order: 'a' },
      { do: 'publish', order: 'a', msg: 'm', copy: 'c' },
      { do: 'store', copy: 'c' },
      { do: 'deliver', copy: 'c', to: 'x', delivery: 'd' },
    ];
    expect(kindsOf([...start, { do: 'ack', delivery: 'd' }]).slice(-2)).toEqual(['acked-early', 'ack-arrived']);
    const lost: readonly TraceStep[] = [
      { do: 'charge', delivery: 'd' },
      { do: 'ack', delivery: 'd', net: 'drop' },
    ];
    expect(kindsOf([...start, ...lost, { do: 'requeue', delivery: 'd' }]).slice(-3)).toEqual([
      'acked',
      'ack-lost',
      'requeued',
    ]);
    expect(kindsOf([...start, { do: 'charge', delivery: 'd' }, { do: 'crash', node: 'x' }]).at(-1)).toBe(
      'consumer-crashed-done',
    );
    expect(kindsOf([...start, { do: 'crash', node: 'x' }]).at(-1)).toBe('consumer-crashed');
    expect(kindsOf([...start, { do: 'crash', node: 'broker' }]).at(-1)).toBe('broker-survived');
  });

  test('speaks of another message only where the broker has met one of the order', () => {
    const lost: readonly TraceStep[] = [
      { do: 'order', order: 'a' },
      { do: 'publish', order: 'a', msg: 'm', copy: 'c1', net: 'drop' },
      { do: 'publish', order: 'a', msg: 'n', copy: 'c2' },
    ];
    expect(kindsOf(lost).slice(-2)).toEqual(['sent-new-id', 'arrived']);
    const confirmed: readonly TraceStep[] = [
      ...lost,
      { do: 'confirm', copy: 'c2' },
      { do: 'publish', order: 'a', msg: 'o', copy: 'c3' },
    ];
    expect(kindsOf(confirmed).slice(-2)).toEqual(['sent-new-id-confirmed', 'arrived-other']);
  });

  const inHand: readonly TraceStep[] = [
    { do: 'order', order: 'a' },
    { do: 'publish', order: 'a', msg: 'm', copy: 'c' },
    { do: 'store', copy: 'c' },
    { do: 'confirm', copy: 'c' },
    { do: 'deliver', copy: 'c', to: 'x', delivery: 'd' },
  ];

  test('names the consumer that receives it again, and the one that receives it first', () => {
    const again: readonly TraceStep[] = [...inHand, { do: 'nack', delivery: 'd' }];
    const toOther: TraceStep = { do: 'deliver', copy: 'c', to: 'y', delivery: 'e' };
    const toSame: TraceStep = { do: 'deliver', copy: 'c', to: 'x', delivery: 'e' };
    expect(kindsOf([...again, toOther]).slice(-2)).toEqual(['delivered-again', 'in-hand-elsewhere']);
    expect(kindsOf([...again, toSame]).slice(-2)).toEqual(['delivered-again', 'in-hand-again']);
  });

  test('tells apart the work that a crashed consumer had done, recorded or left undone', () => {
    const crash: TraceStep = { do: 'crash', node: 'x' };
    const [check, charge, record] = (['check', 'charge', 'record'] as const).map((step) => ({
      do: step,
      delivery: 'd',
    })) as [TraceStep, TraceStep, TraceStep];
    expect(kindsOf([...inHand, check, charge, crash]).at(-1)).toBe('consumer-crashed-unrecorded');
    expect(kindsOf([...inHand, check, charge, record, crash]).at(-1)).toBe('consumer-crashed-done');
    expect(kindsOf([...inHand, check, crash]).at(-1)).toBe('consumer-crashed');
    const seen: readonly TraceStep[] = [
      ...[...inHand, check, charge, record],
      { do: 'requeue', delivery: 'd' },
      { do: 'deliver', copy: 'c', to: 'y', delivery: 'e' },
      { do: 'check', delivery: 'e', says: 'seen' },
      { do: 'crash', node: 'y' },
    ];
    expect(kindsOf(seen).at(-1)).toBe('consumer-crashed-unanswered');
    const auto = { ackMode: 'auto' } as const;
    expect(kindsOf([...inHand, crash], auto).at(-1)).toBe('consumer-crashed-last');
    // Nothing can come of it any more: its broker waits for no ack.
    expect(kindsOf([...inHand, charge, crash], auto).at(-1)).toBe('effect');
  });

  test('says that a log had forgotten an ID that it calls new, and leaves out unasked IDs', () => {
    const done: readonly TraceStep[] = [
      ...inHand,
      { do: 'commit', delivery: 'd' },
      { do: 'ack', delivery: 'd', net: 'drop' },
      { do: 'forget', msg: 'm' },
    ];
    expect(kindsOf(done).slice(-3)).toEqual(['acked', 'ack-lost', 'forgotten-everywhere']);
    const again: readonly TraceStep[] = [
      ...done,
      { do: 'requeue', delivery: 'd' },
      { do: 'deliver', copy: 'c', to: 'x', delivery: 'e' },
      { do: 'check', delivery: 'e', says: 'new' },
      { do: 'commit', delivery: 'e' },
    ];
    expect(kindsOf(again).slice(-3)).toEqual(['in-hand-again', 'checked-forgotten', 'committed-again']);
    const through: readonly TraceStep[] = [
      ...inHand,
      { do: 'commit', delivery: 'd' },
      { do: 'ack', delivery: 'd' },
      { do: 'forget', msg: 'm' },
    ];
    expect(kindsOf(through).at(-1)).toBe('ack-arrived');
  });

  test('says the fate of each ack and confirm', () => {
    const acked: readonly TraceStep[] = [...inHand, { do: 'charge', delivery: 'd' }, { do: 'ack', delivery: 'd' }];
    expect(kindsOf([...acked, { do: 'ack', delivery: 'd' }]).slice(-2)).toEqual(['acked', 'ack-idle']);
    const stale: readonly TraceStep[] = [...inHand, { do: 'requeue', delivery: 'd' }, { do: 'nack', delivery: 'd' }];
    expect(kindsOf(stale).slice(-2)).toEqual(['nacked', 'nack-stale']);
  });

  test('of one message leaves the other out', () => {
    const machine = new TraceMachine({ name: 'two', steps: [] });
    for (const step of [...lostConfirm, { do: 'publish', order: 'a', msg: 'n', copy: 'c2' } as const])
      machine.run(step);
    const message = machine.log.flatMap((event) =>
      event.type === 'packetSent' && event.packet.load.leg === 'publish' ? [event.packet.load.message] : [],
    )[0];
    const told = story(machine.log, { round: 1, lane, order: 'o1' as OrderId, ...(message ? { message } : {}) });
    expect(told?.beats.map(({ kind }) => kind)).toEqual([
      ...['placed', 'sent', 'arrived', 'stored', 'confirmed', 'confirm-lost'],
    ]);
    expect(told?.ending).toBeUndefined();
  });

  test('there is none for messages that the log lacks', () => {
    const machine = new TraceMachine({ name: 'none', steps: [] });
    expect(storyOf(machine.log, 'o9')).toBeUndefined();
    expect(story(machine.log, { round: 4, lane, order: 'o1' as OrderId })).toBeUndefined();
  });
});
