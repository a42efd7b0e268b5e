import { playBots } from '@ack-attack/bots';
import { openGame, roundWith, randomFault } from '@ack-attack/bots/testing';
import { decide, type GameEvent, type LaneId, type OrderId, type PlayerId, type SeatId } from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { craftMarks, LogReview, moments, sumUpMarks, type CraftMark } from '../src/index.ts';

/** Two rounds of some lanes' bots, whose doings are told as if players had done them. */
function twoRounds(seed: number): readonly GameEvent[] {
  const opened = openGame(roundWith({ contract: 'exactly-once', roundMs: 60_000, orderEveryMs: 3_000 }), seed, {
    producers: 1,
    consumers: 2,
  });
  const timetable = [1, 2, 3].map((nth) => ({
    at: 2_000 + nth * 4_000,
    command: { type: 'injectFault', lane: 'all', ...randomFault(seed * 10 + nth) } as const,
  }));
  const played = playBots(opened.state, 200_000, { timetable, textbook: () => 'at-least-once' });
  const log = [...opened.events, ...played.events];
  let { state } = played;
  for (const type of ['revealTruth', 'closeRound', 'startRound', 'ringBell'] as const) {
    const seq = (state.hostLast?.seq ?? 0) + 1;
    const now = state.createdAt + state.at;
    const decision = decide(state, { by: 'host', seq, id: `h${seq}`, command: { type } }, now);
    // The truth may have come by itself.
    if (decision.outcome === 'rejected' && type === 'revealTruth') continue;
    if (decision.outcome !== 'accepted') throw new Error(`${type}: ${JSON.stringify(decision)}`);
    state = decision.state;
    log.push(...decision.events);
  }
  return log.map((event) => {
    if (event.type !== 'roundStarted') return event;
    const seated = (id: SeatId) => ({ player: `at ${id}` as PlayerId });
    const lanes = event.lanes.map((lane) => ({
      ...lane,
      seats: lane.seats.map((seat) => ({ ...seat, ...seated(seat.id) })),
    }));
    return { ...event, lanes };
  });
}

test('MOM-9 a review event by event finds the moments of the whole log, round by round', () => {
  let told = 0;
  for (const seed of [1, 2, 3, 4, 5]) {
    const log = twoRounds(seed);
    const review = new LogReview();
    for (const event of log) review.take(event);
    expect(review.version).toBe(log.length);
    expect(review.rounds.map(({ round }) => round)).toEqual([1, 2]);
    expect(review.rounds.flatMap((round) => round.moments)).toEqual(moments(log));
    expect(review.rounds.flatMap((round) => round.marks)).toEqual(craftMarks(log));
    told += review.rounds[0]!.moments.length;
  }
  expect(told).toBeGreaterThan(0);
});

test('MOM-9 a round is not in the review before its bell', () => {
  const log = twoRounds(1);
  const bell = log.findIndex(({ type }) => type === 'bellRang');
  const review = new LogReview();
  for (const event of log.slice(0, bell)) review.take(event);
  expect(review.rounds).toEqual([]);
  review.take(log[bell]!);
  expect(review.rounds.map(({ round }) => round)).toEqual([1]);
});

test('MRK-29 marks are summed up for each player by rule, with the newest place', () => {
  const mark = (player: string, rule: 'charge-before-ack' | 'fresh-id-resend', version: number): CraftMark => ({
    rule,
    about: rule === 'charge-before-ack' ? 3 : 1,
    shows: rule === 'charge-before-ack' ? 'understood' : 'not-yet',
    round: 1,
    lane: 'L1' as LaneId,
    seat: 'L1.P1' as SeatId,
    player: player as PlayerId,
    at: version,
    version,
    order: `o${version}` as OrderId,
    message: 'm1' as CraftMark['message'],
  });
  const marks = [
    mark('Ana', 'charge-before-ack', 1),
    mark('Bo', 'fresh-id-resend', 2),
    mark('Ana', 'charge-before-ack', 3),
  ];
  expect(sumUpMarks([...marks, mark('Ana', 'fresh-id-resend', 4)])).toEqual({
    Ana: [
      { rule: 'fresh-id-resend', about: 1, shows: 'not-yet', count: 1, lane: 'L1', order: 'o4', version: 4 },
      { rule: 'charge-before-ack', about: 3, shows: 'understood', count: 2, lane: 'L1', order: 'o3', version: 3 },
    ],
    Bo: [{ rule: 'fresh-id-resend', about: 1, shows: 'not-yet', count: 1, lane: 'L1', order: 'o2', version: 2 }],
  });
});
