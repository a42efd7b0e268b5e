import { findBreak, playSchedule, UnplayableRound, usualPowers, type NetworkFault } from '@ack-attack/adversary';
import { BotRun, playBots } from '@ack-attack/bots';
import { emptySession, evolveAll, type GameEvent, type PacketId, type SeatId } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { faultKey } from '../src/model/network-fault.ts';
import { openedRound } from '../src/model/opened-round.ts';
import { NetworkRun } from '../src/play/network-run.ts';
import { stateKey } from '../src/play/state-key.ts';
import { randomRound, textbookRound } from './random-round.ts';

const round = textbookRound('at-least-once', 2);
const played = (...schedule: NetworkFault[]) => playSchedule(round, usualPowers, schedule);
const first = 'p1' as PacketId;
const of = <T extends GameEvent['type']>(events: readonly GameEvent[], type: T) =>
  events.filter((event): event is Extract<GameEvent, { type: T }> => event.type === type);

/** Plays on to the bell. */
function toTheBell(run: NetworkRun): readonly GameEvent[] {
  const events: GameEvent[] = [];
  while (!run.over) events.push(...run.step());
  return events;
}

describe('the round', () => {
  test('ADV-1: it is the one that bots play on autopilot, with its orders, under its policies', () => {
    const { events } = played();
    const opened = openedRound(round);
    const { timetable } = opened;
    const game = playBots(opened.state, round.settings.roundMs + 1, { timetable });
    expect(events).toEqual([...opened.events, ...game.events]);
    expect(of(events, 'orderPlaced').map(({ at }) => at)).toEqual(round.orders.map(({ atMs }) => atMs));
    const policies = of(events, 'policySet').map(({ policy }) => policy);
    expect(policies).toEqual(expect.arrayContaining(Object.values(round.policies)));
    expect(of(events, 'bellRang').map(({ at }) => at)).toEqual([round.settings.roundMs]);
  });

  test('ADV-1: what cannot be played is refused with the reason', () => {
    const { settings, policies } = round;
    const refused = (changes: Partial<typeof round>, reason: RegExp) => {
      expect(() => findBreak({ ...round, ...changes }, { faults: 1 })).toThrow(UnplayableRound);
      expect(() => findBreak({ ...round, ...changes }, { faults: 1 })).toThrow(reason);
    };
    refused({ settings: { ...settings, autopilot: false } }, /autopilot/);
    refused({ settings: { ...settings, roundMs: 1 } }, /roundMs/);
    refused({ policies: { ...policies, producer: { ...policies.producer, retries: 99 } } }, /retries/);
    refused({ shape: { producers: 0, consumers: 1 } }, /producers/);
    refused({ orders: [{ atMs: 900 }, { atMs: 100 }] }, /order 2/);
    refused({ orders: [{ atMs: settings.roundMs }] }, /order 1/);
  });
});

describe('a fault finds its place', () => {
  test('ADV-2 ADV-3: drop, duplicate and delay strike the packet that they name', () => {
    const sent = of(played().events, 'packetSent').find(({ packet }) => packet.id === first)!.packet;
    expect(of(played({ kind: 'drop', packet: first, leg: 'publish' }).events, 'packetDropped')[0]?.packet).toBe(first);
    const twice = of(played({ kind: 'duplicate', packet: first, leg: 'publish' }).events, 'packetSent');
    expect(twice.flatMap(({ packet }) => packet.twinOf ?? [])).toEqual([first]);
    const late = of(played({ kind: 'delay', packet: first, leg: 'publish' }).events, 'packetSent')[0]?.packet;
    expect(late?.arrivesAt).toBe(sent.arrivesAt + usualPowers.delayMs);
  });

  test('ADV-3: one whose packet is of another leg does not strike', () => {
    const { struck, events } = played({ kind: 'drop', packet: first, leg: 'ack' });
    expect(struck).toEqual([]);
    expect(events).toEqual(played().events);
  });

  test('ADV-5: a machine crashes right after its step, and comes back', () => {
    const seat = 'L1.C1' as SeatId;
    const { events, struck } = played({ kind: 'crash', seat, afterStep: 2 });
    // The delivery arrives, and is charged.
    const charged = of(events, 'cardCharged')[0]!;
    expect(of(events, 'machineCrashed')).toMatchObject([{ seat, at: charged.at }]);
    expect(struck).toEqual([{ fault: { kind: 'crash', seat, afterStep: 2 }, atMs: charged.at }]);
    expect(of(events, 'machineRestarted')[0]?.at).toBe(charged.at + usualPowers.crashMs);
  });

  test('ADV-6: a cut begins with its packet and takes all that follow until it ends', () => {
    const { events } = played({ kind: 'partition', packet: first, leg: 'publish', link: 'producer-broker' });
    const sent = of(events, 'packetSent').map(({ packet }) => packet);
    const begun = sent[0]!.sentAt;
    for (const { sentAt, dropsAt, load } of sent) {
      const cut = sentAt < begun + usualPowers.partitionMs && (load.leg === 'publish' || load.leg === 'confirm');
      expect(dropsAt !== undefined, `${load.leg} at ${sentAt}`).toBe(cut);
    }
  });

  test('ADV-4 ADV-5 ADV-6: nothing else is possible', () => {
    const run = NetworkRun.of(openedRound(round), usualPowers);
    const met: string[] = [];
    for (; !run.over; run.step()) {
      const faults = run.possible().map(({ fault }) => fault);
      met.push(...faults.map(faultKey));
      for (const fault of faults) if (fault.kind === 'crash') expect(fault.seat).not.toMatch(/\.P/);
      const leaving = new Set(faults.flatMap((fault) => (fault.kind === 'crash' ? [] : [fault.packet])));
      expect(leaving.size).toBeLessThan(2);
    }
    expect(new Set(met).size).toBe(met.length);
    const crash = { kind: 'crash', seat: 'L1.B1' as SeatId, afterStep: 1 } as const;
    const down = NetworkRun.of(openedRound(round), usualPowers);
    while (!down.possible().some(({ fault }) => faultKey(fault) === faultKey(crash))) down.step();
    down.strike(crash);
    expect(down.possible().map(({ fault }) => faultKey(fault))).not.toContain(faultKey(crash));
  });
});

describe('forks', () => {
  test('ADV-11: a round that was forked at any step goes on as the whole one, and so do rounds with one key', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const opened = openedRound(randomRound(seed, 2));
      const whole = toTheBell(NetworkRun.of(opened, usualPowers));
      const run = NetworkRun.of(opened, usualPowers);
      const futures = new Map<string, string>();
      for (let done = 0; !run.over;) {
        const rest = toTheBell(run.fork());
        expect(rest).toEqual(whole.slice(done));
        expect(futures.has(stateKey(run))).toBe(false);
        futures.set(stateKey(run), JSON.stringify(rest));
        done += run.step().length;
      }
    }
  });

  test('ADV-11: rounds of different faults that come to one key end alike', () => {
    let met = 0;
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const random = randomRound(seed, 2);
      const root = NetworkRun.of(openedRound(random), usualPowers);
      const ends = new Map<string, unknown>();
      const see = (run: NetworkRun) => {
        const key = stateKey(run);
        const known = ends.get(key);
        const end = endOf(run);
        if (known !== undefined) met++;
        expect(known ?? end).toEqual(end);
        ends.set(key, end);
      };
      for (; !root.over; root.step()) {
        see(root);
        for (const { fault } of root.possible()) {
          const run = root.fork();
          run.strike(fault);
          for (let step = 0; step < 40 && !run.over && !run.isBroken; step++) {
            run.step();
            if (step % 4 === 0 && !run.over && !run.isBroken) see(run);
          }
        }
      }
    }
    expect(met).toBeGreaterThan(0);
  });

  /** What is left to do, and how it is judged. */
  function endOf(start: NetworkRun): unknown {
    const run = start.fork();
    const events = toTheBell(run).map(({ type, at }) => `${type} ${at}`);
    return { events, broken: run.isBroken };
  }

  test('ADV-1: a game of bots that is taken step by step and forked has the log of one that is played whole', () => {
    const { state, timetable } = openedRound(randomRound(3, 2));
    const whole = playBots(state, 10_001, { timetable }).events;
    let run = new BotRun(state, { timetable });
    const events: GameEvent[] = [];
    for (let step = run.next(); step; step = run.next()) {
      events.push(...run.take(step).events);
      run = run.fork();
      if (run.state.phase !== 'playing') break;
    }
    expect(events).toEqual(whole.slice(0, events.length));
    expect(evolveAll(state, events)).toEqual(run.state);
    expect(evolveAll(emptySession, openedRound(randomRound(3, 2)).events)).toEqual(state);
  });
});

test('ADV-7: a round is stopped before the bell only where the bell would say the same', () => {
  for (const seed of Array.from({ length: 40 }, (_, index) => index + 1)) {
    const run = NetworkRun.of(openedRound(randomRound(seed, 2)), usualPowers);
    let early = false;
    while (!run.over) {
      early ||= run.isBroken;
      run.step();
    }
    if (early) expect(run.isBroken).toBe(true);
  }
});

test('ADV-9: a break names its order and the event that made it certain', () => {
  const { policies } = textbookRound('at-most-once', 1);
  const lost = playSchedule({ ...round, policies }, usualPowers, [{ kind: 'drop', packet: first, leg: 'publish' }]);
  const [loss] = lost.breaks;
  expect(loss).toMatchObject({ order: 'o1', what: 'lost' });
  // The producer has struck it, and the packet is gone: whichever comes last.
  const last = lost.events[loss!.certainAt - 1];
  expect(['orderGivenUp', 'packetDropped']).toContain(last?.type);
  const doubled = playSchedule(textbookRound('at-most-once', 1), usualPowers, [
    { kind: 'duplicate', packet: 'p2' as PacketId, leg: 'deliver' },
  ]);
  const [double] = doubled.breaks;
  expect(double).toMatchObject({ order: 'o1', what: 'duplicate' });
  expect(doubled.events[double!.certainAt - 1]).toMatchObject({ type: 'cardCharged', effect: 'e2' });
  expect(doubled.events[double!.certainAt - 1]?.at).toBe(double!.certainAtMs);
});
