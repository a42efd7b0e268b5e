import { playBots } from '@ack-attack/bots';
import {
  decide,
  emptySession,
  type Command,
  type GameEvent,
  type HostCommand,
  type PlayerId,
} from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { ReplayCursor } from '@ack-attack/replay';
import { describe, expect, it } from 'vitest';
import { roundLines } from '../src/replay/words/round-lines.ts';
import { roundTimelines, timeOf, versionAt } from '../src/replay/base/round-timeline.ts';

const ana = 'ana' as PlayerId;

/** Two rounds of one lane, Ana at one machine and bots at the others, with a pause and every kind of loss. */
function recordedEvents(): readonly GameEvent[] {
  const events: GameEvent[] = [];
  let state = emptySession;
  let now = 1_700_000_000_000;
  let seq = 0;
  const submit = (command: Command) => {
    const decision = decide(state, command, now);
    if (decision.outcome !== 'accepted') throw new Error(`${JSON.stringify(command)}: ${JSON.stringify(decision)}`);
    state = decision.state;
    events.push(...decision.events);
  };
  const host = (command: HostCommand) => submit({ by: 'host', seq: ++seq, id: `host-${seq}`, command });
  const play = (forMs: number) => {
    now += forMs;
    const game = playBots(state, now);
    state = game.state;
    events.push(...game.events);
  };
  const settings = { ...settingsFor('at-least-once', 'middle'), roundMs: 60_000, predictMs: 0 };
  submit({
    by: 'server',
    command: {
      type: 'openSession',
      session: 'lines',
      roomCode: 'LINESA',
      hostTokenHash: 'h',
      stageTokenHash: 's',
      seed: 3,
      settings,
    },
  });
  submit({ by: 'server', command: { type: 'joinSession', player: ana, name: 'Ana', tokenHash: 't' } });
  submit({ by: 'server', command: { type: 'setPlayerConnected', player: ana, connected: false } });
  for (const round of [1, 2]) {
    host({ type: 'startRound' });
    play(5_000);
    host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'ack' }, span: { next: 2 } });
    host({ type: 'injectFault', lane: 'all', what: { kind: 'duplicate', leg: 'publish' }, span: { next: 2 } });
    play(15_000);
    host({ type: 'pauseRound' });
    now += 40_000;
    host({ type: 'resumeRound' });
    host({ type: 'injectFault', lane: 'all', what: { kind: 'crash', role: 'broker' }, span: { forMs: 3_000 } });
    play(60_000);
    expect(state.phase, `round ${round}`).toBe('predicting');
    host({ type: 'revealTruth' });
    host({ type: 'closeRound' });
  }
  host({ type: 'finishSession' });
  return events;
}

const events = recordedEvents();
const timelines = roundTimelines(events).rounds;

describe('round timelines', () => {
  it('begin with the round, end with its closing and reach the bell at its game time', () => {
    expect(timelines.map(({ round, endsAt }) => [round, endsAt])).toEqual([
      [1, 60_000],
      [2, 60_000],
    ]);
    for (const { first, last, times } of timelines) {
      expect(events[first - 1]?.type).toBe('roundStarted');
      expect(events[last - 1]?.type).toBe('roundClosed');
      expect(times).toHaveLength(last - first + 1);
    }
  });

  it('tell the game time that the fold of the whole log tells', () => {
    const cursor = new ReplayCursor(events);
    for (const timeline of timelines) {
      for (let version = timeline.first; version <= timeline.last; version++) {
        cursor.seek(version);
        expect(timeOf(timeline, version)).toBe(cursor.gameTime);
      }
    }
  });

  it('find the last version of a game time, between events and through a pause', () => {
    const [timeline] = timelines;
    if (!timeline) throw new Error('no round');
    for (let version = timeline.first; version <= timeline.last; version++) {
      const at = timeOf(timeline, version);
      const found = versionAt(timeline, at);
      expect(found).toBeGreaterThanOrEqual(version);
      expect(timeOf(timeline, found)).toBe(at);
      expect(versionAt(timeline, at + 0.5)).toBe(found);
    }
    expect(versionAt(timeline, -1)).toBe(timeline.first);
    expect(versionAt(timeline, Infinity)).toBe(timeline.last);
  });
});

describe('round lines', () => {
  const lines = timelines.flatMap((timeline) => roundLines(events, timeline));
  const of = (type: GameEvent['type']) => lines.filter(({ event }) => event.type === type);

  it('know the order and the message of everything that was done with one', () => {
    const types = ['packetSent', 'packetArrived', 'packetDropped', 'copyStored', 'cardCharged', 'tagExpired'] as const;
    for (const type of types) {
      expect(of(type).length, type).toBeGreaterThan(0);
      for (const line of of(type)) expect(line, type).toMatchObject({ order: /^o/, message: /^m/, lane: 'L1' });
    }
  });

  it('count the effects of each order of each round', () => {
    const nths = of('cardCharged').map(({ nth }) => nth);
    expect(nths).toContain(1);
    expect(nths).toContain(2);
    for (const timeline of timelines) {
      const met = new Map<string, number>();
      for (const { event, order, nth } of roundLines(events, timeline)) {
        if (event.type !== 'cardCharged' || event.effect === undefined || order === undefined) continue;
        met.set(order, (met.get(order) ?? 0) + 1);
        expect(nth).toBe(met.get(order));
      }
    }
  });

  it('name the actor, and say when a bot acted in their place', () => {
    const actors = lines.flatMap(({ who }) => (who ? [who] : []));
    expect(actors.some(({ name, bot }) => name === 'Ana' && bot)).toBe(true);
    expect(actors.some(({ name, bot }) => name === undefined && bot)).toBe(true);
    expect(actors.some(({ bot }) => !bot)).toBe(false);
  });

  it('leave out lines that others imply', () => {
    expect(of('commandAccepted')).toEqual([]);
    expect(of('roundPaused')).toHaveLength(2);
    expect(of('machineCrashed').every(({ who }) => who?.role === 'broker')).toBe(true);
  });
});
