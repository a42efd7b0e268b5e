import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptySession, evolve } from '../src/evolve/evolve.ts';
import { seatInputs, viewSeat } from '../src/views/seat-view.ts';
import type { SessionState } from '../src/model/state.ts';
import { game, played } from './random-game.ts';

function inputsAndViews(state: SessionState) {
  // Nothing is shared with what was looked at before.
  const alone = structuredClone(state);
  return new Map(
    state.lanes.flatMap((lane) =>
      lane.seats.map((seat) => {
        const view = viewSeat(state, lane.id, seat.id);
        expect(view).toEqual(viewSeat(alone, lane.id, seat.id));
        return [seat.id, { inputs: seatInputs(state, lane, seat), view }] as const;
      }),
    ),
  );
}

test('ENG-70: a view is the same while its inputs are, and the parts it shares with older views are up to date', () => {
  let kept = 0;
  fc.assert(
    fc.property(game(80), (game) => {
      let state = emptySession;
      let before = inputsAndViews(state);
      for (const event of played(game).log) {
        state = evolve(state, event);
        const after = inputsAndViews(state);
        for (const [seat, { inputs, view }] of after) {
          const old = before.get(seat);
          if (!old || inputs.length !== old.inputs.length) continue;
          if (inputs.some((input, index) => input !== old.inputs[index])) continue;
          kept++;
          expect(view).toEqual(old.view);
        }
        before = after;
      }
    }),
    { numRuns: 40, seed: 7 },
  );
  expect(kept).toBeGreaterThan(500);
});
