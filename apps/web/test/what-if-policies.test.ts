import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textbookPolicy } from '@ack-attack/bots';
import type { LaneId, Policy } from '@ack-attack/engine';
import { parseArchive, whatIf } from '@ack-attack/replay';
import { describe, expect, test } from 'vitest';
import { controlsOf, type Control } from '../src/shared/policy/policy-controls.ts';

const { events } = parseArchive(
  readFileSync(join(import.meta.dirname, '../../../tests/golden/0.1.0-middle-troubled.jsonl'), 'utf8'),
);
const start = events.find((event) => event.type === 'roundStarted');
if (!start) throw new Error('the log has no round');
const { settings } = start;
const contract = 'at-least-once';

/** What else the control can say; of a scale, its two ends. */
function others({ name, ...control }: Control): readonly Policy[] {
  if (control.kind === 'choice') return control.options.flatMap(({ chosen, policy }) => (chosen ? [] : [policy]));
  return (['less', 'more'] as const).flatMap((way) => {
    let end: Policy | undefined;
    for (let next = control[way]; next;) {
      end = next;
      const there = controlsOf(end, settings).find((one) => one.name === name);
      next = there?.kind === 'scale' ? there[way] : undefined;
    }
    return end ?? [];
  });
}

function playedWith(policy?: Policy) {
  const policies = policy && { [policy.role]: policy };
  const question = { round: start!.round, lane: 'L1' as LaneId, seats: 'all', contract } as const;
  const answer = whatIf(events, policies ? { ...question, policies } : question);
  if (!answer) throw new Error('no answer');
  return answer;
}

/** What the reader of a round that people played by hand may change in a machine's policy. */
describe.each(['producer', 'broker', 'consumer'] as const)('each setting of a %s', (role) => {
  const controls = controlsOf(textbookPolicy(contract, role, settings), settings);

  test.each(controls.map((control) => [control.name, control] as const))('%s changes the game', (_name, control) => {
    const asTextbook = JSON.stringify(playedWith().events);
    const games = others(control).map(playedWith);
    expect(games.some((other) => JSON.stringify(other.events) !== asTextbook)).toBe(true);
    // A machine whose steps this level refuses would stand still.
    for (const { now } of games) expect(now.tally.effects).toBeGreaterThan(0);
  });
});
