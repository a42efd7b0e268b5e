import { describe, expect, it } from 'vitest';
import {
  defaultProfile,
  evolve,
  emptySession,
  naivePolicies,
  plainSettings,
  profileFor,
  type GameEvent,
  type Policy,
  type SeatId,
} from '../src/index.ts';
import { settingsWith, Table } from './table.ts';

/** Three players in one lane: u1 the producer, u2 the broker, u3 the consumer. */
function piloted(settings: object = {}, profile: object = {}): Table {
  const table = new Table(settingsWith({ autopilot: true, ...settings }, profile)).join('u1', 'u2', 'u3');
  table.host({ type: 'startRound' });
  return table;
}
const set = (table: Table, player: string, policy: object) =>
  table.submit(table.asPlayer(player, { type: 'setPolicy', policy: policy as Policy }));
const refusal = (table: Table, player: string, policy: object) =>
  table.refusal(table.asPlayer(player, { type: 'setPolicy', policy: policy as Policy }));
const profileOf = (table: Table, seat: string) => profileFor(table.lane, table.state.settings, `L1.${seat}` as SeatId);
const { producer, broker, consumer } = naivePolicies;

describe('autopilot', () => {
  it('ENG-103 ENG-108: every seat begins with the naive policy of its role, and sees its own', () => {
    const table = piloted();
    for (const [seat, policy] of Object.entries({ P1: producer, B1: broker, C1: consumer })) {
      expect(table.view(seat)?.policy).toEqual(policy);
    }
    expect(table.lane.seats.every(({ policy, role }) => policy?.role === role)).toBe(true);
    expect(new Table().start().view('P1')).not.toHaveProperty('policy');
    const late = piloted().join('u4');
    expect(late.lane.seats.at(-1)).toMatchObject({ player: 'u4', policy: producer });
  });

  it('ENG-103: bots act for every seat, and players for none', () => {
    const table = piloted();
    table.order();
    const publish = { do: 'publish', order: 'o1' } as never;
    expect(table.refusal(table.asPlayer('u1', { type: 'act', action: publish }))).toBe('autopilot');
    expect(table.refusal(table.bot('P1', publish))).toBe('accepted');
    expect(table.refusal(table.bot('X1', publish))).toBe('unknown-seat');
  });

  it('ENG-103: a player sets the policy of the own seat, also in a pause', () => {
    const table = piloted();
    const policy = { ...producer, retryId: 'same', backoff: 2.5 };
    set(table, 'u1', policy);
    expect(table.log.at(-1)).toMatchObject({ type: 'policySet', lane: 'L1', seat: 'L1.P1', policy });
    expect(table.view('P1')?.policy).toEqual(policy);
    table.host({ type: 'pauseRound' });
    expect(refusal(table, 'u3', { ...consumer, ack: 'after' })).toBe('accepted');
    table.host({ type: 'ringBell' });
    expect(refusal(table, 'u1', producer)).toBe('wrong-phase');
    const byHand = new Table().join('u1', 'u2', 'u3');
    byHand.host({ type: 'startRound' });
    expect(refusal(byHand, 'u1', producer)).toBe('not-offered');
  });

  it.each<[string, object]>([
    ['u1', broker],
    ['u1', { ...producer, retries: 21 }],
    ['u1', { ...producer, retries: 1.5 }],
    ['u1', { ...producer, retryAfterMs: 0 }],
    ['u1', { ...producer, backoff: 0.5 }],
    ['u1', { ...producer, jitter: NaN }],
    ['u2', { ...broker, visibilityMs: -1 }],
    ['u2', { ...broker, prefetch: 1_001 }],
    ['u2', { ...broker, deliveryLimit: 0.5 }],
    ['u3', { ...consumer, logWindowMs: 3_600_001 }],
    ['u3', { ...consumer, work: 'commit' }],
  ])('ENG-103: %s cannot set %j', (player, policy) => {
    expect(refusal(piloted({ offered: [] }), player, policy)).toBe('policy-invalid');
  });

  it('ENG-104: the policy counts, and its gaps are filled by the profile', () => {
    const table = piloted({}, { brokerDedup: true, bankKeys: true, visibilityMs: 9_000 });
    set(table, 'u2', { ...broker, ackMode: 'manual', visibilityMs: 700, prefetch: 2, deliveryLimit: 3 });
    set(table, 'u3', { ...consumer, log: 'volatile', logWindowMs: 800 });
    const limits = { ackMode: 'manual', visibilityMs: 700, prefetch: 2, deliveryLimit: 3 };
    expect(profileOf(table, 'B1')).toEqual({ ...table.state.settings.profile, ...limits });
    const log = { dedupLog: 'volatile', dedupWindowMs: 800, bankKeys: false };
    expect(profileOf(table, 'C1')).toEqual({ ...table.state.settings.profile, ...log });
    expect(profileOf(table, 'P1')).toBe(table.state.settings.profile);
    expect(table.view('B1')?.broker).toMatchObject({ visibilityMs: 700, prefetch: 2, deliveryLimit: 3 });
  });

  it('ENG-104: acks and the visibility clock go by the policy from its setting on', () => {
    const table = piloted();
    table.inHand();
    expect(table.lane.copies).toEqual([]);
    set(table, 'u2', { ...broker, ackMode: 'manual' });
    table.order();
    table.send('P1', { do: 'publish', order: 'o2' });
    table.send('B1', { do: 'deliver', copy: 'k2', to: 'L1.C1' });
    table.tick(5_000);
    expect(table.lane.copies[0]?.place).toBe('out');
    set(table, 'u2', { ...broker, ackMode: 'manual', visibilityMs: 1_000 });
    expect(table.tick()).toMatchObject([{ type: 'tagExpired', tag: 't2' }]);
  });

  it('ENG-104 ENG-91: two consumers with different windows share a log that goes by the shortest', () => {
    const table = new Table(settingsWith({ autopilot: true })).join('u1', 'u2', 'u3', 'u4', 'u5');
    table.host({ type: 'startRound' });
    set(table, 'u4', { ...consumer, log: 'durable', logWindowMs: 5_000 });
    set(table, 'u5', { ...consumer, log: 'durable', logWindowMs: 1_000 });
    table.inHand();
    table.act('C1', { do: 'record', delivery: 'd1' });
    expect(table.tick(1_000)).toMatchObject([{ type: 'idForgotten', from: 'lane' }]);
  });

  it('ENG-105: an effect made without the key is not known by it', () => {
    const charges = (...keys: readonly boolean[]) => {
      const table = piloted();
      table.inHand();
      for (const idempotencyKey of keys) {
        set(table, 'u3', { ...consumer, idempotencyKey });
        table.act('C1', { do: 'charge', delivery: 'd1' });
      }
      return table.lane.effects.length;
    };
    expect([charges(true, true), charges(false, true), charges(true, false), charges(false, true, true)]).toEqual([
      1, 2, 2, 2,
    ]);
  });
});

it('ENG-109: settings of an older log are folded with later features off', () => {
  const { workMs: _work, autopilot: _autopilot, ...older } = plainSettings;
  const { ackMode } = defaultProfile;
  const opened = { at: 0, type: 'sessionOpened', session: 's', settings: { ...older, profile: { ackMode } } };
  const { settings } = evolve(emptySession, opened as unknown as GameEvent);
  expect(settings).toEqual(plainSettings);
});
