import { describe, expect, it } from 'vitest';
import {
  awaitedPlayers,
  viewLane,
  type ExtraTimeFactor,
  type GameEvent,
  type PlayerId,
  type Question,
  type SeatId,
} from '../src/index.ts';
import { settingsWith, Table } from './table.ts';

const give = (table: Table, player: string, factor: ExtraTimeFactor) =>
  table.host({ type: 'giveExtraTime', player: player as PlayerId, factor });
const question: Question = {
  id: 'q',
  kind: 'choose',
  fact: { en: 'A lost confirm looks like a lost message.' },
  prompt: { en: 'No confirm came. What do you know?' },
  options: [
    { id: 'nothing', text: { en: 'Nothing' } },
    { id: 'failed', text: { en: 'It failed' } },
  ],
  right: 'nothing',
  explanation: { en: 'It may have arrived.' },
};
const ask = (table: Table, purpose: 'question' | 'ticket' = 'question') =>
  table.host({ type: 'askQuestions', purpose, questions: [question], answerMs: 20_000 });
const answer = (table: Table, player: string) =>
  table.accept(
    table.asPlayer(player, {
      type: 'answerQuestion',
      quiz: table.state.quizzes,
      question: 'q',
      answer: { choice: 'nothing', confidence: 'sure' },
    }),
  );
const gone = (player: string) =>
  ({ type: 'setPlayerConnected', player: player as PlayerId, connected: false }) as const;
const ownerOf = (table: Table, seat: string) => table.lane.seats.find(({ id }) => id === `L1.${seat}`)!.player!;

/** When each order came to a producer, in ms. */
function ordersOf(events: readonly GameEvent[], seat: string): readonly number[] {
  return events.flatMap((event) =>
    event.type === 'orderPlaced' && event.producer === (`L1.${seat}` as SeatId) ? [event.at] : [],
  );
}

function meanGap(times: readonly number[]): number {
  return (times.at(-1)! - times[0]!) / (times.length - 1);
}

describe('more time', () => {
  it('ENG-126: a bot covers the seat later, given before the round or in it', () => {
    for (const inRound of [false, true]) {
      const table = new Table().join('u1', 'u2', 'u3');
      if (!inRound) give(table, 'u1', 1.5);
      table.host({ type: 'startRound' });
      if (inRound) give(table, 'u1', 1.5);
      table.server(gone('u1'));
      table.server(gone('u2'));
      expect(table.tick(10_000)).toMatchObject([{ type: 'seatCovered', player: 'u2' }]);
      expect(table.tick(4_999)).toEqual([]);
      expect(table.tick(1)).toMatchObject([{ type: 'seatCovered', player: 'u1' }]);
    }
  });

  it('ENG-126: the class has as long to predict as the player with the most extra time', () => {
    const table = new Table(settingsWith({ predictMs: 20_000 })).join('u1', 'u2', 'u3');
    give(table, 'u1', 1.25);
    give(table, 'u2', 2);
    table.host({ type: 'startRound' });
    table.host({ type: 'ringBell' });
    expect(table.tick(39_999)).toEqual([]);
    expect(table.tick(1)).toMatchObject([{ type: 'truthRevealed' }]);
    table.host({ type: 'closeRound' });
    give(table, 'u2', 1);
    table.host({ type: 'startRound' });
    table.host({ type: 'ringBell' });
    expect(table.state.revealAt).toBe(table.state.at + 25_000);
  });

  it.each(['question', 'ticket'] as const)(
    'ENG-138: the class has as long to answer a %s as the one who needs most, with or without a seat',
    (purpose) => {
      const table = new Table().join('u1', 'u2', 'u3');
      give(table, 'u1', 1.5);
      give(table, 'u2', 1.25);
      ask(table, purpose);
      expect(table.tick(29_999)).toEqual([]);
      answer(table, 'u1');
      expect(table.tick(1)).toMatchObject([{ type: 'questionsClosed' }]);
      give(table, 'u1', 1);
      give(table, 'u2', 1);
      ask(table, purpose);
      expect(table.tick(20_000)).toMatchObject([{ type: 'questionsClosed' }]);
    },
  );

  it('ENG-138: given while an answer or a prediction is awaited it counts immediately, and taken back it shortens nothing', () => {
    const table = new Table(settingsWith({ predictMs: 20_000 })).join('u1', 'u2', 'u3');
    ask(table);
    table.tick(15_000);
    give(table, 'u1', 2);
    expect(table.tick(24_999)).toEqual([]);
    give(table, 'u1', 1);
    expect(table.tick(0)).toEqual([]);
    expect(table.tick(1)).toMatchObject([{ type: 'questionsClosed' }]);

    table.host({ type: 'startRound' });
    table.tick(5_000);
    table.host({ type: 'pauseRound' });
    table.tick(7_000);
    table.host({ type: 'ringBell' });
    const rang = table.state.at;
    table.tick(15_000);
    give(table, 'u2', 1.5);
    expect(table.state.revealAt).toBe(rang + 30_000);
    give(table, 'u2', 1);
    expect(table.state.revealAt).toBe(rang + 30_000);
  });

  it('ENG-139: the host sees which players with extra time have still to answer or to predict', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    give(table, 'u1', 1.5);
    give(table, 'u2', 2);
    expect(awaitedPlayers(table.state)).toEqual([]);
    ask(table);
    expect(awaitedPlayers(table.state)).toEqual(['u1', 'u2']);
    answer(table, 'u1');
    expect(awaitedPlayers(table.state)).toEqual(['u2']);
    table.server(gone('u2'));
    expect(awaitedPlayers(table.state)).toEqual([]);
    table.host({ type: 'startRound' });
    table.host({ type: 'ringBell' });
    expect(awaitedPlayers(table.state)).toEqual(['u1']);
    table.accept(table.asPlayer('u1', { type: 'predict', lost: 0, duplicates: 0 }));
    expect(awaitedPlayers(table.state)).toEqual([]);
  });

  it('ENG-127: the orders of a producer come further apart, and the others as often as always', () => {
    const settings = settingsWith({ roundMs: 3_600_000, orderEveryMs: 2_000, maxConsumers: 1 });
    const play = (factor: ExtraTimeFactor) => {
      const table = new Table(settings).join('u1', 'u2', 'u3', 'u4', 'u5');
      give(table, ownerOfNext(table, 'P2'), factor);
      table.host({ type: 'startRound' });
      for (let second = 0; second < 1_200; second++) table.tick(1_000);
      return (seat: string) => meanGap(ordersOf(table.log, seat));
    };
    const [plain, slow] = [play(1), play(2)];
    for (const seat of ['P1', 'P2', 'P3']) expect(plain(seat)).toBeCloseTo(6_000, -3);
    expect(slow('P2')).toBeCloseTo(12_000, -3);
    for (const seat of ['P1', 'P3']) expect(slow(seat)).toBeCloseTo(6_000, -3);
  });

  it('ENG-127: without extra time, orders come exactly as before', () => {
    const settings = settingsWith({ roundMs: 600_000, orderEveryMs: 2_000 });
    const log = (prepare: (table: Table) => void) => {
      const table = new Table(settings).join('u1', 'u2', 'u3', 'u4', 'u5');
      prepare(table);
      table.host({ type: 'startRound' });
      for (let second = 0; second < 300; second++) table.tick(1_000);
      return table.log.filter(({ type }) => type === 'orderPlaced').map(({ at: _at, ...order }) => order);
    };
    const untouched = log(() => undefined);
    expect(log((table) => (give(table, 'u1', 2), give(table, 'u1', 1)))).toEqual(untouched);
  });

  it('ENG-128: extra time lengthens the visibility timeout of a broker or consumer, and not of a producer', () => {
    const backAfter = (seat: string) => {
      const table = new Table(settingsWith({}, { visibilityMs: 5_000 })).join('u1', 'u2', 'u3');
      table.host({ type: 'startRound' });
      give(table, ownerOf(table, seat), 1.5);
      table.order();
      table.accept(
        table.asPlayer(ownerOf(table, 'P1'), { type: 'act', action: { do: 'publish', order: 'o1' as never } }),
      );
      table.settle();
      table.accept(
        table.asPlayer(ownerOf(table, 'B1'), {
          type: 'act',
          action: { do: 'deliver', copy: 'k1' as never, to: 'L1.C1' as SeatId },
        }),
      );
      const out = table.state.at;
      expect(table.view('B1')?.broker?.visibilityMs).toBe(seat === 'P1' ? 5_000 : 7_500);
      for (let second = 0; second < 10; second++) table.tick(1_000);
      return table.log.find(({ type }) => type === 'tagExpired')!.at - out;
    };
    expect(['P1', 'B1', 'C1'].map(backAfter)).toEqual([5_000, 7_500, 7_500]);
  });

  it('ENG-129: no view of a seat or a lane names its player', () => {
    const table = new Table().join('u1', 'u2', 'u3');
    give(table, 'u1', 2);
    table.host({ type: 'startRound' });
    expect(JSON.stringify(table.lane)).toContain('extraTime');
    expect(JSON.stringify(viewLane(table.state, table.lane))).not.toContain('extraTime');
    for (const seat of ['P1', 'B1', 'C1']) expect(JSON.stringify(table.view(seat))).not.toContain('extraTime');
  });

  it('ENG-86: is 1, 1.25, 1.5 or 2 times', () => {
    const table = new Table().join('u1');
    for (const factor of [0, 0.5, 3, NaN]) {
      const command = { type: 'giveExtraTime', player: 'u1' as PlayerId, factor: factor as ExtraTimeFactor } as const;
      expect(table.refusal(table.asHost(command))).toBe('settings-invalid');
    }
  });
});

/** Who will sit there in the next round. */
function ownerOfNext(table: Table, seat: string): string {
  const trial = new Table(table.state.settings).join('u1', 'u2', 'u3', 'u4', 'u5');
  trial.host({ type: 'startRound' });
  return ownerOf(trial, seat);
}
