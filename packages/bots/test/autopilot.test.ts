import {
  randomInt,
  type BrokerPolicy,
  type ConsumerPolicy,
  type DeliveryTag,
  type MessageId,
  type Policy,
  type ProducerPolicy,
  type RoundSettings,
  type SeatId,
  type SeatView,
  type SessionState,
} from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import {
  chooseAction,
  chooseBotAction,
  choosePolicyAction,
  playBots,
  policyWakesAt,
  textbookPolicies,
} from '../src/index.ts';
import { openRound, roundWith } from './open-round.ts';
import { randomFault } from './random-play.ts';
import { brokerWith, consumerWith, producerWith } from './view-of.ts';

const autopilot = roundWith({ autopilot: true, level: 'senior', paceMs: [40, 90], overdueMs: 2_000 });
const { producer, broker, consumer } = textbookPolicies['at-least-once'];

function step(view: SeatView, policy: Policy, now = 1_000, settings: RoundSettings = autopilot): string | undefined {
  const choice = choosePolicyAction(view, policy, { settings, now, seed: 1 });
  if (!choice) return undefined;
  const { do: what, ...on } = choice.action;
  return `${choice.reason}: ${what} ${Object.values(on).join(' ')}`;
}

const m1 = 'm1' as MessageId;
const sentTimes = (times: number) => Array.from({ length: times }, () => ({ message: m1, at: 1_000 }));

describe('a producer', () => {
  const steady: ProducerPolicy = { ...producer, retryAfterMs: 1_000, backoff: 1, jitter: 0 };
  const sent = producerWith({ o1: { sendings: sentTimes(1) } });

  test('resends under a fresh ID where its policy says so', () => {
    expect(step(sent, { ...steady, retryId: 'fresh' }, 2_000)).toBe('no-confirm-send-as-new: publish o1');
    expect(step(sent, steady, 2_000)).toBe('no-confirm-resend-same-id: publish o1 m1');
  });

  test('gives up once its retries are spent', () => {
    const view = (sendings: number) => producerWith({ o1: { sendings: sentTimes(sendings) } });
    expect(step(view(2), { ...steady, retries: 2 }, 2_000)).toContain('publish o1 m1');
    expect(step(view(3), { ...steady, retries: 2 }, 2_000)).toBe('retries-spent-so-give-up: giveUp o1');
  });

  test('waits longer before each retry by its backoff, and never for ever', () => {
    const wakes = (sendings: number, backoff: number) => {
      const view = producerWith({ o1: { sendings: sentTimes(sendings) } });
      const policy = { ...steady, backoff };
      return policyWakesAt(view, policy, { settings: autopilot, now: 1_000, seed: 1 }) - 1_000;
    };
    expect([1, 2, 3].map((sendings) => wakes(sendings, 2))).toEqual([1_000, 2_000, 4_000]);
    expect(wakes(15, 4)).toBe(60_000);
  });

  test('varies its delay by its jitter, the same for every caller', () => {
    const wakes = Array.from({ length: 50 }, (_, seed) =>
      policyWakesAt(sent, { ...steady, jitter: 0.5 }, { settings: autopilot, now: 1_000, seed }),
    );
    expect(Math.min(...wakes)).toBeGreaterThanOrEqual(1_500);
    expect(Math.max(...wakes)).toBeLessThanOrEqual(2_000);
    expect(new Set(wakes).size).toBeGreaterThan(30);
  });
});

const stored = { place: 'ready', durable: true, confirmed: 1 } as const;

describe('a broker', () => {
  test('confirms before it stores where its policy says so', () => {
    const hasty: BrokerPolicy = { ...broker, confirm: 'before-store' };
    expect(step(brokerWith({ k1: {} }), hasty)).toBe('confirm-before-store: confirm k1');
    expect(step(brokerWith({ k1: { confirmed: 1 } }), hasty)).toBe('store-before-confirm: store k1');
  });

  test('delivers from memory the messages that it does not store', () => {
    const careless: BrokerPolicy = { ...broker, store: false };
    expect(step(brokerWith({ k1: {} }), careless)).toBe('stored-so-confirm: confirm k1');
    expect(step(brokerWith({ k1: { confirmed: 1 } }), careless)).toBe('deliver-stored-copy: deliver k1 L1.C1');
  });

  test('never confirms where its policy says so', () => {
    const silent: BrokerPolicy = { ...broker, confirm: 'never' };
    expect(step(brokerWith({ k1: { place: 'ready', durable: true } }, ['k7']), silent)).toContain('deliver k1');
  });

  test('parks a message that it has delivered too often', () => {
    const limited: BrokerPolicy = { ...broker, deliveryLimit: 3 };
    expect(step(brokerWith({ k1: { ...stored, sent: 2 } }), limited)).toContain('deliver k1');
    expect(step(brokerWith({ k1: { ...stored, sent: 3 } }), limited)).toBe('limit-so-park: park k1');
    const noPark = { ...autopilot, offered: [] };
    expect(step(brokerWith({ k1: { ...stored, sent: 3 } }), limited, 1_000, noPark)).toContain('deliver k1');
  });

  test('leaves to the clock the copies that the clock takes back', () => {
    const out = {
      ...stored,
      place: 'out',
      sent: 1,
      current: { tag: 't1' as DeliveryTag, to: 'L1.C1' as SeatId, at: 0 },
    };
    const view = brokerWith({ k1: { ...out, place: 'out' } });
    const byHand = roundWith({ contract: 'at-least-once' });
    const late = { settings: byHand, now: 60_000, seed: 1 };
    expect(chooseAction(view, late)?.action.do).toBe('requeue');
    const withClock = { ...view, broker: { ...view.broker!, visibilityMs: 12_000 } };
    expect(chooseAction(withClock, late)).toBeUndefined();
  });

  test('gives each partition to its owner, in order and one at a time', () => {
    const at = (partition: number, offset: number) => ({ ...stored, partition, offset });
    const owners = ['L1.C1', 'L1.C2'] as SeatId[];
    const reading = (copies: Parameters<typeof brokerWith>[0]) => {
      const view = brokerWith(copies, [], owners);
      return step({ ...view, broker: { ...view.broker!, owners } }, broker);
    };
    expect(reading({ k1: at(1, 1), k2: at(1, 0) })).toBe('deliver-stored-copy: deliver k2 L1.C2');
    const out = { place: 'out', sent: 1, current: { tag: 't1' as DeliveryTag, to: owners[1]!, at: 900 } } as const;
    expect(reading({ k1: at(1, 1), k2: { ...at(1, 0), ...out } })).toBeUndefined();
    expect(reading({ k1: at(1, 1), k2: { ...at(1, 0), ...out }, k3: at(0, 0) })).toContain('deliver k3 L1.C1');
  });
});

describe('a consumer', () => {
  const marking: ConsumerPolicy = { ...consumer, work: 'check-record-charge' };

  test('records before it charges where its policy says so', () => {
    expect(step(consumerWith({ d1: { checked: 'new' } }), marking)).toBe('new-so-record: record d1');
    expect(step(consumerWith({ d1: { checked: 'new', recorded: true } }), marking)).toContain('charge d1');
    expect(step(consumerWith({ d1: { checked: 'seen' } }), marking)).toBe('seen-so-ack: ack d1');
  });

  test('acks first and then does any work where its policy says so', () => {
    const before: ConsumerPolicy = { ...consumer, ack: 'before', work: 'commit' };
    expect(step(consumerWith({ d1: {} }), before)).toBe('ack-before-charge: ack d1');
    expect(step(consumerWith({ d1: { answered: 'ack' } }), before)).toContain('commit d1');
  });

  test('sends back a copy that cannot be processed, and drops it where sending back is impossible', () => {
    const failed = consumerWith({ d1: { failed: true } });
    expect(step(failed, consumer)).toBe('cannot-be-done-so-nack: nack d1');
    const noNack = { ...autopilot, offered: [] };
    expect(step(failed, consumer, 1_000, noNack)).toBe('cannot-be-done-so-dismiss: dismiss d1');
  });
});

test('a consumer acks a tag once where a second ack closes the channel', () => {
  const twins = consumerWith({ d1: { charges: 1, answered: 'ack' }, 'd1~2': { charges: 1 } });
  const closing = roundWith({ ...autopilot }, { doubleAck: 'closes-channel' });
  expect(step(twins, consumer, 1_000, closing)).toContain('dismiss');
  expect(step(twins, consumer)).toBe('done-so-ack: ack d1~2');
});

test('a busy machine waits until it is free', () => {
  const view = { ...consumerWith({ d1: {} }), busyUntil: 1_500 };
  expect(step(view, consumer, 1_499)).toBeUndefined();
  expect(policyWakesAt(view, consumer, { settings: autopilot, now: 1_499, seed: 1 })).toBe(1_500);
  expect(step(view, consumer, 1_500)).toContain('charge d1');
});

test("on autopilot a machine follows its own policy, and by hand the contract's textbook", () => {
  const view = { ...brokerWith({ k1: {} }), policy: { ...broker, confirm: 'before-store' as const } };
  const reasonIn = (settings: RoundSettings) => chooseBotAction(view, { settings, now: 1_000, seed: 1 })?.reason;
  expect(reasonIn(autopilot)).toBe('confirm-before-store');
  expect(reasonIn(roundWith({ contract: 'at-least-once' }))).toBe('store-before-confirm');
});

/** Any policy that a student can set. */
function anyPolicy(role: Policy['role'], seed: number): Policy {
  const pick = <T>(purpose: string, ...values: readonly T[]) =>
    values[randomInt(0, values.length - 1, seed, role, purpose)]!;
  switch (role) {
    case 'producer':
      return {
        role,
        waitForConfirm: pick('wait', true, true, false),
        retries: pick('retries', 0, 3, 20),
        retryAfterMs: pick('after', 200, 1_000, 4_000),
        backoff: pick('backoff', 1, 2, 4),
        jitter: pick('jitter', 0, 0.5, 1),
        retryId: pick('id', 'same', 'fresh'),
      };
    case 'broker':
      return {
        role,
        store: pick('store', true, false),
        confirm: pick('confirm', 'before-store', 'after-store', 'never'),
        ackMode: pick('ackMode', 'manual', 'auto'),
        visibilityMs: pick('visibility', 0, 1_000, 5_000),
        prefetch: pick('prefetch', 0, 1, 10),
        deliveryLimit: pick('limit', 0, 2, 10),
      };
    case 'consumer':
      return {
        role,
        ack: pick('ack', 'before', 'after'),
        work: pick('work', 'charge', 'check-charge-record', 'check-record-charge', 'commit'),
        log: pick('log', 'durable', 'volatile'),
        logWindowMs: pick('window', 0, 3_000),
        idempotencyKey: pick('key', true, false),
      };
  }
}

function withPolicies(state: SessionState, seed: number): SessionState {
  const lanes = state.lanes.map((lane) => ({
    ...lane,
    seats: lane.seats.map((seat) => ({ ...seat, policy: anyPolicy(seat.role, seed) })),
  }));
  return { ...state, lanes };
}

test('no policy is ever refused, in 200 games under every kind of fault and broker', () => {
  const brokers = [
    {},
    { requeueOnCrash: true, doubleAck: 'closes-channel' as const },
    { brokerDedup: true, brokerDedupWindowMs: 10_000, spontaneousDuplicateRate: 0.05 },
    { partitions: 4, ackScope: 'cumulative' as const },
  ];
  let effects = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const settings = roundWith(
      {
        ...autopilot,
        orderEveryMs: 500,
        travelMs: [200, 500],
        roundMs: 12_000,
        poisonRate: 0.1,
        workMs: { check: 50, charge: 100, record: 50, commit: 200 },
      },
      brokers[seed % brokers.length],
    );
    const timetable = Array.from({ length: 4 }, (_, index) => {
      const at = 1_000 * index + 500;
      return { at, command: { type: 'injectFault', lane: 'all', ...randomFault(seed * 10 + index) } as const };
    });
    const opened = withPolicies(openRound(settings, seed, { producers: 2, consumers: 1 + (seed % 2) }), seed);
    const game = playBots(opened, 12_001, { timetable });
    expect(
      game.refused.filter(({ command }) => command.by === 'bot'),
      `seed ${seed}`,
    ).toEqual([]);
    effects += game.state.lanes[0]!.counts.effects;
  }
  expect(effects).toBeGreaterThan(500);
});
