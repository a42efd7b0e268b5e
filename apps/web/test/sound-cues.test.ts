import type { LaneId, PacketId, SeatId } from '@ack-attack/engine';
import type { StageView } from '@ack-attack/protocol';
import { expect, test } from 'vitest';
import { lobbyView, playingView, predictingView } from '../../../tests/journeys/fixed-views.ts';
import { cuesBetween } from '../src/stage/sound/sound-cues.ts';

const now = 1_000_000;
const playing = playingView({ now, lanes: 4 });
const changed = (change: (view: StageView) => void): StageView => {
  const view = structuredClone(playing);
  change(view);
  return view;
};

test('the first view of a page is no news', () => {
  expect(cuesBetween(undefined, playing)).toEqual([]);
});

test('a name that appears is heard, one that leaves is not', () => {
  const [few, more] = [3, 4].map((players) => lobbyView({ now, players })) as [StageView, StageView];
  expect(cuesBetween(few, more)).toEqual(['join']);
  expect(cuesBetween(more, few)).toEqual([]);
});

test('the bell is heard once', () => {
  const predicting = predictingView({ now, lanes: 4, made: 0 });
  expect(cuesBetween(playing, predicting)).toEqual(['bell']);
  expect(cuesBetween(predicting, { ...predicting, predictions: { made: 1, expected: 20 } })).toEqual([]);
});

test('drops and crashes are heard once a view, however many there are', () => {
  const next = changed(({ lanes }) => {
    for (const lane of Object.values(lanes)) {
      lane.seats[`${lane.id}.B1` as SeatId]!.down = true;
      lane.drops['k50' as PacketId] = { ...lane.packets['k0' as PacketId]!, at: 60_000 };
    }
  });
  expect(cuesBetween(playing, next)).toEqual(['drop', 'crash']);
  expect(cuesBetween(next, next)).toEqual([]);
});

test('a machine that comes back makes no sound', () => {
  const back = changed(({ lanes }) => (lanes['L2' as LaneId]!.seats['L2.C1' as SeatId]!.down = false));
  expect(cuesBetween(playing, back)).toEqual([]);
});
