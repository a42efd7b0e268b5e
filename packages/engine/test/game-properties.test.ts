import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, laneEventTypes, emptySession, evolve, evolveAll, gameTime, type SessionState } from '../src/index.ts';
import { faultsOf } from './lane-invariants.ts';
import { freeze, notJson } from './plain-json.ts';
import { game, play, played } from './random-game.ts';

const runs = { seed: 20_261_123, numRuns: 40 };

describe('any game', () => {
  it('ENG-80 ENG-21 ENG-85: decide never throws, never changes its input, and a refusal changes nothing', () => {
    const outcomes = { accepted: 0, repeated: 0, rejected: 0 };
    fc.assert(
      fc.property(game(300), (game) => {
        const moves = play(game);
        let expected: SessionState | undefined;
        for (let next = moves.next(); !next.done; next = moves.next()) {
          const { before, decision } = next.value;
          freeze(before);
          if (expected) expect(before).toBe(expected);
          expected = decision.outcome === 'accepted' ? decision.state : before;
          freeze(expected);
          outcomes[decision.outcome]++;
        }
      }),
      runs,
    );
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(50);
  });

  it('ENG-81 ENG-82: replaying the log gives the same state, byte for byte, and all of it is plain JSON', () => {
    fc.assert(
      fc.property(game(300), (game) => {
        const { steps, table, log } = played(game);
        const replayed = evolveAll(emptySession, log);
        expect(replayed).toStrictEqual(table.state);
        expect(JSON.stringify(replayed)).toBe(JSON.stringify(table.state));
        expect(replayed.version).toBe(log.length);
        const read = JSON.parse(JSON.stringify(log));
        expect(read).toStrictEqual(log);
        expect(JSON.stringify(evolveAll(emptySession, read))).toBe(JSON.stringify(table.state));
        for (const { before } of steps) expect(notJson(before)).toBeUndefined();
      }),
      { ...runs, numRuns: 20 },
    );
  });

  it('ENG-81 ENG-51: time never goes back, and the version counts the events', () => {
    fc.assert(
      fc.property(game(300), (game) => {
        const { steps, log } = played(game);
        for (const [index, event] of log.entries()) {
          expect(event.at).toBeGreaterThanOrEqual(log[index - 1]?.at ?? 0);
        }
        for (const { before, decision } of steps) {
          if (decision.outcome !== 'accepted') continue;
          expect(decision.state.version).toBe(before.version + decision.events.length);
          expect(evolveAll(before, decision.events)).toStrictEqual(decision.state);
          if (before.round === decision.state.round) {
            expect(gameTime(decision.state, decision.state.at)).toBeGreaterThanOrEqual(gameTime(before, before.at));
          }
        }
      }),
      { ...runs, numRuns: 20 },
    );
  });

  it('ENG-84 ENG-1: keeps its books: no effect without a delivery, every copy in one place, every packet somewhere', () => {
    let effects = 0;
    const met = new Set<string>();
    fc.assert(
      fc.property(game(400), (game) => {
        const { steps, log, table } = played(game);
        for (const { before } of steps.filter((_, index) => index % 10 === 0)) {
          expect(faultsOf(before, log.slice(0, before.version))).toEqual([]);
        }
        expect(faultsOf(table.state, log)).toEqual([]);
        for (const { type } of log) met.add(type);
        effects += log.filter((event) => 'effect' in event).length;
      }),
      { ...runs, numRuns: 240 },
    );
    expect(effects).toBeGreaterThan(30);
    // The rules that hold for any game are worth little where the games don't meet what happens.
    expect([...new Set([...laneEventTypes, 'planStepped', 'planStopped'])].filter((type) => !met.has(type))).toEqual(
      [],
    );
  });

  it('ENG-20: a command given twice is recognised, and is in the log once', () => {
    fc.assert(
      fc.property(game(120), (game) => {
        const { steps, log } = played(game);
        for (const { command, now, decision } of steps) {
          if (decision.outcome !== 'accepted' || !('seq' in command)) continue;
          const by = command.by === 'host' ? 'host' : command.player;
          const facts = decision.events.filter((event) => event.type === 'commandAccepted');
          expect(facts).toMatchObject([{ by, seq: command.seq, id: command.id }]);
          expect(decide(decision.state, command, now + 1_000)).toEqual({ outcome: 'repeated' });
          const other = decide(decision.state, { ...command, id: `${command.id}, another` }, now);
          expect(other).toMatchObject({ outcome: 'rejected', rejection: { code: 'stale-command' } });
        }
        const last = new Map<string, number>();
        for (const event of log) {
          if (event.type !== 'commandAccepted') continue;
          expect(event.seq).toBeGreaterThan(last.get(event.by) ?? 0);
          last.set(event.by, event.seq);
        }
      }),
      runs,
    );
  });

  it('ENG-87: an event shares with the state before all that it does not touch', () => {
    fc.assert(
      fc.property(game(60), (game) => {
        const { log } = played(game);
        let state = emptySession;
        for (const event of log) {
          const next = evolve(state, event);
          if ('lane' in event && event.type !== 'playerSeated' && event.type !== 'seatCovered') {
            expect(next.players).toBe(state.players);
            for (const [index, lane] of state.lanes.entries()) {
              if (lane.id !== event.lane) expect(next.lanes[index]).toBe(lane);
              else if (event.type === 'packetArrived') expect(next.lanes[index]?.effects).toBe(lane.effects);
            }
          }
          state = next;
        }
      }),
      { ...runs, numRuns: 20 },
    );
  });
});
