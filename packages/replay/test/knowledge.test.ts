import type { LaneId, SeatId } from '@ack-attack/engine';
import { TraceMachine, type TraceStep } from '@ack-attack/lesson/trace';
import { describe, expect, test } from 'vitest';
import { insights, ReplayCursor } from '../src/index.ts';

const lane = 'L1' as LaneId;

/** What a seat knew after the steps, and what was. */
function after(seat: string, steps: readonly TraceStep[]) {
  const machine = new TraceMachine({ name: 'knowledge', steps: [...steps] });
  for (const step of steps) machine.run(step);
  const cursor = new ReplayCursor(machine.log);
  cursor.seek(cursor.length);
  return insights(cursor.state, lane, seat as SeatId)?.map(({ knew, was, blind }) => ({ knew, was, blind }));
}

const stored: readonly TraceStep[] = [
  { do: 'order', order: 'a' },
  { do: 'publish', order: 'a', msg: 'm', copy: 'c' },
  { do: 'store', copy: 'c' },
];
const delivered: readonly TraceStep[] = [...stored, { do: 'deliver', copy: 'c', to: 'x', delivery: 'd' }];

describe('a seat’s knowledge beside the truth', () => {
  test('a lost publish and a lost confirm look the same to the producer', () => {
    const lost: TraceStep[] = [
      { do: 'order', order: 'a' },
      { do: 'publish', order: 'a', msg: 'm', copy: 'c', net: 'drop' },
    ];
    expect(after('L1.P1', lost)).toEqual([{ knew: 'unanswered', was: 'in-book', blind: true }]);
    expect(after('L1.P1', [...stored, { do: 'confirm', copy: 'c', net: 'drop' }])).toEqual([
      { knew: 'unanswered', was: 'at-broker', blind: true },
    ]);
  });

  test('a producer with a confirm may be wrong', () => {
    const early: TraceStep[] = [
      { do: 'order', order: 'a' },
      { do: 'publish', order: 'a', msg: 'm', copy: 'c' },
      { do: 'confirm', copy: 'c' },
      { do: 'crash', node: 'broker' },
    ];
    expect(after('L1.P1', early)).toEqual([{ knew: 'confirmed', was: 'lost', blind: true }]);
    expect(after('L1.P1', [...stored, { do: 'confirm', copy: 'c' }])).toEqual([
      { knew: 'confirmed', was: 'at-broker', blind: false },
    ]);
  });

  test('a broker cannot tell a lost delivery from a lost ack', () => {
    const lost: TraceStep[] = [...stored, { do: 'deliver', copy: 'c', to: 'x', delivery: 'd', net: 'drop' }];
    expect(after('L1.B1', lost)).toEqual([{ knew: 'out', was: 'at-broker', blind: true }]);
    const acked: TraceStep[] = [
      ...delivered,
      { do: 'charge', delivery: 'd' },
      { do: 'ack', delivery: 'd', net: 'drop' },
    ];
    expect(after('L1.B1', acked)).toEqual([{ knew: 'out', was: 'done', blind: true }]);
  });

  test('a consumer does not see the effect of another delivery', () => {
    const twice: TraceStep[] = [
      ...delivered,
      { do: 'charge', delivery: 'd' },
      { do: 'requeue', delivery: 'd' },
      { do: 'deliver', copy: 'c', to: 'y', delivery: 'e' },
    ];
    expect(after('L1.C2', twice)).toEqual([{ knew: 'in-hand', was: 'done', blind: true }]);
    expect(after('L1.C1', delivered)).toEqual([{ knew: 'in-hand', was: 'at-consumer', blind: false }]);
  });

  test('there is none of a seat that is not there', () => {
    expect(after('L1.P9', stored)).toBeUndefined();
  });
});
