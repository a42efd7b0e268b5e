import { openGame, playAnything, roundWith } from '@ack-attack/bots/testing';
import { emptySession, evolve, type GameEvent, type LaneId } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { featsOf, foldSaves, noSaves, orderResults, type OrderOutcome, type OrderResult } from '../src/index.ts';
import { handedOver, inStore, LaneScript } from './lane-script.ts';

const laneId = 'L1' as LaneId;

function savesOf(log: readonly GameEvent[]): { caught: number; rescued: number } {
  let [state, saves] = [emptySession, noSaves];
  for (const event of log) {
    saves = foldSaves(saves, state, event);
    state = evolve(state, event);
  }
  const { caught, rescued } = saves[laneId] ?? { caught: 0, rescued: 0 };
  return { caught, rescued };
}

const results = (...outcomes: OrderOutcome[]) =>
  outcomes.map((outcome, index) => ({ order: `o${index}`, outcome, effects: 1, points: 0 }) as unknown as OrderResult);

describe('SCO-19 streaks', () => {
  test('grow with every order done once, past pending ones between them', () => {
    expect(featsOf(results('done', 'pending', 'done', 'parked', 'done'), undefined)).toMatchObject({
      streak: 3,
      best: 3,
    });
  });

  test.each(['duplicated', 'lost', 'lost-silently', 'late'] as const)('end with one that is %s', (outcome) => {
    const orders = results('done', 'done', outcome, 'done');
    expect(featsOf(orders, undefined)).toMatchObject({ streak: 1, best: 2 });
  });

  test('are none where nothing is settled', () => {
    expect(featsOf(results('pending'), undefined)).toEqual({ streak: 0, best: 0, caught: 0, rescued: 0 });
  });
});

const script = () => new LaneScript();
const again = (story: LaneScript) => story.requeue('t1').deliver('k1').settle();
const work = (story: LaneScript, delivery: string) => story.consume('charge', delivery).consume('record', delivery);

describe('SCO-20 saves', () => {
  test.each<[string, { caught: number; rescued: number }, () => LaneScript]>([
    ['nothing where nothing went wrong', { caught: 0, rescued: 0 }, () => work(handedOver(script(), 1), 'd1')],
    [
      'the log catches a second delivery, however often it is asked',
      { caught: 1, rescued: 0 },
      () =>
        again(work(handedOver(script(), 1), 'd1'))
          .consume('check', 'd2')
          .consume('check', 'd2'),
    ],
    [
      'a commit skips one',
      { caught: 1, rescued: 0 },
      () => again(handedOver(script(), 1).consume('commit', 'd1')).consume('commit', 'd2'),
    ],
    [
      'not where it is charged after all',
      { caught: 0, rescued: 0 },
      () =>
        again(work(handedOver(script(), 1), 'd1'))
          .consume('check', 'd2')
          .consume('charge', 'd2'),
    ],
    [
      'not where the ID was recorded and nobody had charged',
      { caught: 0, rescued: 0 },
      () => again(handedOver(script(), 1).consume('record', 'd1')).consume('check', 'd2'),
    ],
    [
      'the broker throws away what it had stored',
      { caught: 1, rescued: 0 },
      () =>
        inStore(new LaneScript({}, { brokerDedup: true }), 1)
          .publish('o1', 'm1')
          .settle()
          .store('k2'),
    ],
    [
      'the bank knows the key',
      { caught: 1, rescued: 0 },
      () =>
        again(handedOver(new LaneScript({}, { bankKeys: true }), 1).consume('charge', 'd1')).consume('charge', 'd2'),
    ],
    [
      'a resend after a dropped publish is done, and counts once',
      { caught: 0, rescued: 1 },
      () => {
        const story = script().order().next('drop', 'publish').publish('o1').settle().publish('o1', 'm1').settle();
        return work(story.store('k1').deliver('k1').settle(), 'd1');
      },
    ],
    [
      'a redelivery after a dropped delivery is done',
      { caught: 0, rescued: 1 },
      () => work(again(inStore(script(), 1).next('drop', 'deliver').deliver('k1').settle()), 'd2'),
    ],
    [
      'a redelivery after a crash of the consumer is done',
      { caught: 0, rescued: 1 },
      () => work(again(handedOver(script(), 1).crash('consumer')), 'd2'),
    ],
    [
      'what was lost and not done is no save',
      { caught: 0, rescued: 0 },
      () => script().order().next('drop', 'publish').publish('o1').settle(),
    ],
    [
      'a dropped ack loses nothing',
      { caught: 0, rescued: 0 },
      () => work(handedOver(script(), 1), 'd1').next('drop', 'ack').consume('ack', 'd1').settle(),
    ],
  ])('%s', (_name, saves, story) => {
    expect(savesOf(story().log)).toEqual(saves);
  });
});

test('SCO-19 SCO-20 in any game: never below 0, and no more rescued than done', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const opened = openGame(roundWith({ orderEveryMs: 4_000, travelMs: [50, 300] }), seed);
    const { state, events } = playAnything(opened.state, 25_000, { seed, hostRate: 0.1 });
    const { caught, rescued } = savesOf([...opened.events, ...events]);
    const lane = state.lanes.find(({ id }) => id === laneId)!;
    const done = new Set(lane.effects.map(({ order }) => order)).size;
    const { streak, best } = featsOf(orderResults(lane, state.settings, 'live'), undefined);
    expect(caught).toBeGreaterThanOrEqual(0);
    expect(rescued).toBeLessThanOrEqual(done);
    expect(streak).toBeLessThanOrEqual(best);
    expect(best).toBeLessThanOrEqual(done);
  }
});
