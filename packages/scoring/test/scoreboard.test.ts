import { roundWith } from '@ack-attack/bots/testing';
import { playBots } from '@ack-attack/bots';
import {
  lastCommandOf,
  decide,
  emptySession,
  evolve,
  type Command,
  type GameEvent,
  type HostCommand,
  type LaneId,
  type PlayerCommand,
  type PlayerId,
  type SessionState,
} from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { emptyScoreboard, foldScoreboard, tallyAtBell, type Scoreboard } from '../src/index.ts';

/** A session with its scoreboard, folded as a server does: event by event. */
class Classroom {
  state: SessionState = emptySession;
  board: Scoreboard = emptyScoreboard;
  now = 0;
  readonly #settings = roundWith({ contract: 'at-least-once', orderEveryMs: 4_000, roundMs: 30_000, maxConsumers: 1 });

  constructor(players: number) {
    this.submit({
      by: 'server',
      command: {
        type: 'openSession',
        session: 'class',
        roomCode: 'CLASSA',
        hostTokenHash: '',
        stageTokenHash: '',
        seed: 7,
        settings: this.#settings,
      },
    });
    for (let number = 1; number <= players; number++) {
      const player = `s${number}` as PlayerId;
      const join = { type: 'joinSession', player, name: `Student ${number}`, tokenHash: `token ${number}` } as const;
      this.submit({ by: 'server', command: join });
      // Their phones are away, so bots play and the round needs no hands.
      this.submit({ by: 'server', command: { type: 'setPlayerConnected', player, connected: false } });
    }
  }

  /** @returns what the scoreboard was before the command's events */
  submit(command: Command): void {
    const decision = decide(this.state, command, this.now);
    if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
    this.fold(decision.events);
  }

  fold(events: readonly GameEvent[]): void {
    for (const event of events) {
      this.state = evolve(this.state, event);
      this.board = foldScoreboard(this.board, this.state, event);
    }
  }

  host(command: HostCommand): void {
    const seq = (this.state.hostLast?.seq ?? 0) + 1;
    this.submit({ by: 'host', seq, id: `h${seq}`, command });
  }

  player(player: string, command: PlayerCommand): void {
    const seq = (lastCommandOf(this.state, player as PlayerId)?.seq ?? 0) + 1;
    this.submit({ by: 'player', player: player as PlayerId, seq, id: `${player} ${seq}`, command });
  }

  playUntilBell(): void {
    this.host({ type: 'startRound' });
    const game = playBots(this.state, this.now + 60_000);
    expect(game.state.phase).toBe('predicting');
    this.fold(game.events);
    this.now = this.state.createdAt + this.state.at;
  }

  nextRound(): void {
    this.host({ type: 'revealTruth' });
    this.host({ type: 'closeRound' });
    this.playUntilBell();
  }
}

const lanes = ['L1', 'L2'] as LaneId[];

describe('the bell', () => {
  test('SCO-11 adds the round with every lane, its ledger and its players', () => {
    const room = new Classroom(6);
    room.playUntilBell();
    expect(room.board.rounds.map(({ round }) => round)).toEqual([1]);
    const [round] = room.board.rounds;
    expect(round!.settings).toEqual(room.state.settings);
    expect(round!.lanes.map(({ lane }) => lane)).toEqual(lanes);
    for (const [index, lane] of round!.lanes.entries()) {
      const played = room.state.lanes[index]!;
      expect(lane.tally).toEqual(tallyAtBell(played));
      expect(lane.ledger).toHaveLength(played.effects.length);
      expect(lane.ledger.length).toBeGreaterThan(2);
      expect(lane.players).toEqual(played.seats.map(({ player, id }) => ({ player, seat: id })));
    }
  });

  test('SCO-11 twice is one bell, and no other event changes the board', () => {
    const room = new Classroom(3);
    room.playUntilBell();
    const before = room.board;
    expect(foldScoreboard(before, room.state, { type: 'bellRang', at: room.state.at })).toBe(before);
    room.host({ type: 'revealTruth' });
    room.host({ type: 'closeRound' });
    room.host({ type: 'startRound' });
    expect(room.board).toBe(before);
  });

  test('SCO-11 rings for a round that the host cuts short too', () => {
    const room = new Classroom(3);
    room.host({ type: 'startRound' });
    room.fold(playBots(room.state, 15_000).events);
    expect(room.board).toBe(emptyScoreboard);
    room.host({ type: 'finishSession' });
    expect(room.board.rounds[0]!.lanes[0]!.orders.length).toBeGreaterThan(0);
  });
});

test('SCO-12 a prediction lands on the last round, a later one replaces it, points stay', () => {
  const room = new Classroom(6);
  room.playUntilBell();
  room.nextRound();
  const { totals } = room.board;
  room.player('s2', { type: 'predict', lost: 1, duplicates: 2 });
  room.player('s2', { type: 'predict', lost: 0, duplicates: 3 });
  const predictions = room.board.rounds.map(({ lanes: results }) =>
    results.flatMap(({ players }) =>
      players.flatMap(({ player, prediction }) => (prediction ? [[player, prediction]] : [])),
    ),
  );
  expect(predictions).toEqual([[], [['s2', { lost: 0, duplicates: 3 }]]]);
  expect(room.board.totals).toBe(totals);
});

test('SCO-13 a lane and its players have the sum over the rounds', () => {
  const room = new Classroom(6);
  room.playUntilBell();
  room.nextRound();
  room.nextRound();
  const { rounds, totals } = room.board;
  expect(rounds).toHaveLength(3);
  for (const lane of lanes) {
    const points = rounds.map(({ lanes: results }) => results.find((result) => result.lane === lane)!.points);
    expect(points.every((each) => each > 0)).toBe(true);
    expect(totals.lanes[lane]).toBe(points[0]! + points[1]! + points[2]!);
  }
  for (const { id } of room.state.players) {
    const seats = rounds.map(({ lanes: results }) =>
      results.flatMap(({ players, points }) =>
        players.flatMap(({ player, seat }) => (player === id ? [{ seat, points }] : [])),
      ),
    );
    expect(seats.map((each) => each.length)).toEqual([1, 1, 1]);
    expect(new Set(seats.map(([each]) => each!.seat.slice(-2))).size, `${id} changes seats`).toBe(3);
    expect(totals.players[id]).toBe(seats.reduce((sum, [each]) => sum + each!.points, 0));
  }
});
