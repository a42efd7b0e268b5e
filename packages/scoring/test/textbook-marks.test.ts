import { playBots, type TimedCommand } from '@ack-attack/bots';
import { openGame, playAnything, randomFault, roundWith } from '@ack-attack/bots/testing';
import type { Contract, GameEvent, PlayerId, RoundSettings } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { craftMarks, markRules, momentCauses, moments } from '../src/index.ts';

/** The same log with a player at every seat, as if people had played what the bots did. */
function asPlayed(events: readonly GameEvent[]): readonly GameEvent[] {
  return events.map((event) => {
    if (event.type !== 'roundStarted') return event;
    const lanes = event.lanes.map((lane) => ({
      ...lane,
      seats: lane.seats.map((seat) => ({ ...seat, player: `at ${seat.id}` as PlayerId })),
    }));
    return { ...event, lanes };
  });
}

function faults(seed: number): readonly TimedCommand[] {
  return Array.from({ length: 10 }, (_, index) => ({
    at: 3_000 + index * 5_000,
    command: { type: 'injectFault', lane: 'all', ...randomFault(seed * 100 + index) } as const,
  }));
}

function textbookGame(settings: RoundSettings, seed: number, calm = false): readonly GameEvent[] {
  const opened = openGame(settings, seed, { producers: 1, consumers: 2 });
  const timetable = calm ? [] : faults(seed);
  return asPlayed([...opened.events, ...playBots(opened.state, 200_000, { timetable }).events]);
}

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
const round = (contract: Contract, offered: RoundSettings['offered'] = ['commit']) =>
  roundWith({ contract, offered, roundMs: 120_000, orderEveryMs: 6_000 });

describe('the textbook', () => {
  test.each([
    ['exactly-once', ['commit']],
    ['exactly-once', []],
    ['at-least-once', []],
    ['at-most-once', []],
  ] as const)('MRK-28 %s with %j is nowhere a misconception, whatever the network does', (contract, offered) => {
    const shown = new Set<string>();
    for (const seed of seeds) {
      for (const mark of craftMarks(textbookGame(round(contract, offered), seed))) {
        expect(mark.shows, `seed ${seed}: ${JSON.stringify(mark)}`).toBe('understood');
        shown.add(mark.rule);
      }
    }
    if (contract === 'exactly-once') expect([...shown]).toContain('store-before-confirm');
  });

  test('MOM-7 without faults has nothing bad to tell', () => {
    for (const contract of ['exactly-once', 'at-least-once'] as const) {
      for (const seed of seeds.slice(0, 20)) {
        const told = moments(textbookGame(round(contract), seed, true));
        expect(told.map(({ kind }) => kind).filter((kind) => kind !== 'save')).toEqual([]);
      }
    }
  });

  test('MOM-7 exactly-once by commit tells under faults of no double charge and of no loss', () => {
    const kinds = new Set(
      seeds.flatMap((seed) => moments(textbookGame(round('exactly-once'), seed)).map(({ kind }) => kind)),
    );
    expect(kinds).toContain('save');
    for (const bad of ['double-charge', 'silent-loss', 'known-loss'] as const) expect(kinds).not.toContain(bad);
  });
});

describe('wild play', () => {
  const games = Array.from({ length: 80 }, (_, index) => {
    const seed = index + 1;
    const contract = (['exactly-once', 'at-least-once', 'at-most-once'] as const)[seed % 3]!;
    const settings = roundWith(
      { contract, roundMs: 200_000, orderEveryMs: 4_000, overdueMs: 2_000, travelMs: [100, 900] },
      {
        ackMode: seed % 7 === 0 ? 'auto' : 'manual',
        brokerDedup: seed % 5 === 0,
        staleAck: seed % 2 === 0 ? 'accepted' : 'ignored',
        bankKeys: seed % 11 === 0,
        dedupLog: seed % 4 === 0 ? 'volatile' : 'durable',
      },
    );
    const opened = openGame(settings, seed, { producers: 2, consumers: 2 });
    const wild = playAnything(opened.state, 300_000, { seed, hostRate: 0.1 });
    return asPlayed([...opened.events, ...wild.events]);
  });

  test('MRK-26 every mark names an event of the log, and all but rare rules are met', () => {
    const met = new Set<string>();
    for (const log of games) {
      for (const mark of craftMarks(log)) {
        met.add(mark.rule);
        expect(log[mark.version - 1]?.at).toBe(mark.at);
        expect(mark.player).toBe(`at ${mark.seat}`);
        expect(JSON.parse(JSON.stringify(mark))).toEqual(mark);
      }
    }
    expect(met.size).toBeGreaterThanOrEqual(Object.keys(markRules).length - 3);
  });

  test('MOM-7 at most five a lane, the heaviest first, each with a cause of its kind', () => {
    for (const log of games) {
      const told = moments(log);
      expect(told.length).toBeLessThanOrEqual(5);
      const weights = told.map(({ weight }) => weight);
      expect(weights).toEqual([...weights].sort((a, b) => b - a));
      for (const { kind, cause, version, at, chain } of told) {
        expect(momentCauses[kind] as readonly string[]).toContain(cause);
        expect(log[version - 1]?.at).toBe(at);
        expect(chain.length).toBeGreaterThan(0);
        expect(chain.every((entry) => entry.version <= version)).toBe(true);
      }
    }
  });
});
