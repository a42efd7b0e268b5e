import {
  laneLimits,
  type Contract,
  type CopyView,
  type DeliveryTag,
  type MessageId,
  type RoundSettings,
  type SeatId,
  type SeatView,
} from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import {
  ackPatienceMs,
  chooseAction,
  chooseBotAction,
  confirmPatienceMs,
  paceMs,
  prefetch,
  reasonCodes,
} from '../src/index.ts';
import { roundWith } from './open-round.ts';
import { brokerWith, consumerWith, producerWith } from './view-of.ts';

const guaranteed = ['at-least-once', 'exactly-once'] as const;

/** "reason: action and what it acts on" of the next step, as short as a test wants it. */
function step(
  view: SeatView,
  contract: Contract,
  { now = 1_000, settings = roundWith({ contract, offered: [] }) }: { now?: number; settings?: RoundSettings } = {},
): string | undefined {
  const choice = chooseAction(view, { settings, now, seed: 1 }, contract);
  if (!choice) return undefined;
  expect(reasonCodes).toContain(choice.reason);
  const { do: what, ...on } = choice.action;
  return `${choice.reason}: ${what} ${Object.values(on).join(' ')}`;
}

const m1 = 'm1' as MessageId;

describe('the producer', () => {
  const sent = producerWith({ o1: { sendings: [{ message: m1, at: 1_000 }] } });

  test.each(['at-most-once', ...guaranteed] as const)('sends a new order, %s', (contract) => {
    expect(step(producerWith({ o1: {} }), contract)).toBe('send-new-order: publish o1');
  });

  test.each(guaranteed)('waits for the confirm, then resends under the same ID, %s', (contract) => {
    expect(step(sent, contract, { now: 6_999 })).toBeUndefined();
    expect(step(sent, contract, { now: 7_000 })).toBe('no-confirm-resend-same-id: publish o1 m1');
  });

  test('never resends at most once, but strikes orders that no confirm will answer', () => {
    expect(step(sent, 'at-most-once', { now: 6_999 })).toBeUndefined();
    expect(step(sent, 'at-most-once', { now: 7_000 })).toBe('sent-once-so-forget: giveUp o1');
  });

  test('leaves confirmed and given-up orders alone', () => {
    const sendings = [{ message: m1, at: 0 }];
    const view = producerWith({
      o1: { sendings, confirmedAt: 5 },
      o2: { sendings, givenUpAt: 5 },
      o3: { givenUpAt: 5 },
    });
    expect(step(view, 'exactly-once', { now: 60_000 })).toBeUndefined();
  });

  test('takes first the order that has waited longest, new or overdue', () => {
    const overdueSince = (at: number) => ({ sendings: [{ message: m1, at: at - 6_000 }] });
    const view = (overdueAt: number) => producerWith({ o1: overdueSince(overdueAt), o2: { placedAt: 50_000 } });
    expect(step(view(49_000), 'at-least-once', { now: 60_000 })).toContain('publish o1 m1');
    expect(step(view(51_000), 'at-least-once', { now: 60_000 })).toContain('publish o2');
  });

  test('never asks for one sending more than the engine takes', () => {
    const sendings = Array.from({ length: laneLimits.sendingsPerOrder }, () => ({ message: m1, at: 0 }));
    const after = (count: number) => producerWith({ o1: { sendings: sendings.slice(0, count) } });
    expect(step(after(laneLimits.sendingsPerOrder - 1), 'exactly-once', { now: 60_000 })).toContain('publish o1 m1');
    expect(step(after(laneLimits.sendingsPerOrder), 'exactly-once', { now: 60_000 })).toBeUndefined();
  });
});

const stored: Partial<CopyView> = { place: 'ready', durable: true };
const confirmed: Partial<CopyView> = { ...stored, confirmed: 1 };
const outSince = (at: number, tag = 't1'): Partial<CopyView> => ({
  ...confirmed,
  place: 'out',
  sent: 1,
  current: { tag: tag as DeliveryTag, to: 'L1.C1' as SeatId, at },
});

describe('the broker', () => {
  describe.each(guaranteed)('%s', (contract) => {
    test('stores, then confirms, then delivers', () => {
      expect(step(brokerWith({ k1: {} }), contract)).toBe('store-before-confirm: store k1');
      expect(step(brokerWith({ k1: stored }), contract)).toBe('stored-so-confirm: confirm k1');
      expect(step(brokerWith({ k1: confirmed }), contract)).toBe('deliver-stored-copy: deliver k1 L1.C1');
    });

    test('waits for the ack as long as the work may take, then requeues and delivers again', () => {
      const patience = ackPatienceMs(roundWith({ contract, offered: [] }), contract);
      const view = brokerWith({ k1: outSince(1_000) });
      expect(step(view, contract, { now: 999 + patience })).toBeUndefined();
      expect(step(view, contract, { now: 1_000 + patience })).toBe('no-ack-requeue: requeue t1');
      const back = brokerWith({ k1: { ...confirmed, sent: 1 } });
      expect(step(back, contract)).toBe('redeliver-stored-copy: deliver k1 L1.C1');
    });

    test('confirms a message that is gone but was never confirmed', () => {
      expect(step(brokerWith({}, ['k7']), contract)).toBe('finished-so-confirm: confirm k7');
    });

    test('treats a resend like the first: stores and confirms it', () => {
      expect(step(brokerWith({ k2: { metBefore: true } }), contract)).toBe('store-before-confirm: store k2');
    });

    test('leaves parked copies alone once they are confirmed', () => {
      expect(step(brokerWith({ k1: { ...confirmed, place: 'parked' } }), contract)).toBeUndefined();
    });

    test('gives a consumer no more than its prefetch', () => {
      const out = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, outSince(900, `t${index}`)]));
      expect(step(brokerWith({ ...out(prefetch - 1), k9: confirmed }), contract)).toContain('deliver k9');
      expect(step(brokerWith({ ...out(prefetch), k9: confirmed }), contract)).toBeUndefined();
    });
  });

  test('answers a producer before it delivers, unless the delivery has waited long', () => {
    const view = (arrivedAt: number) => brokerWith({ k1: { ...confirmed, arrivedAt: 10_000 }, k2: { arrivedAt } });
    expect(step(view(12_000), 'exactly-once', { now: 20_000 })).toBe('store-before-confirm: store k2');
    expect(step(view(14_000), 'exactly-once', { now: 20_000 })).toContain('deliver k1');
  });

  test('delivers to the consumer with the fewest copies in flight', () => {
    const view = brokerWith({ k1: outSince(900), k2: confirmed }, [], ['L1.C1', 'L1.C2']);
    expect(step(view, 'exactly-once')).toBe('deliver-stored-copy: deliver k2 L1.C2');
  });

  test('tries an idle consumer by lot, so that a dead one is not tried for ever', () => {
    const tried = Array.from({ length: 20 }, (_, sent) =>
      step(brokerWith({ k1: { ...confirmed, sent } }, [], ['L1.C1', 'L1.C2']), 'exactly-once'),
    );
    expect(new Set(tried.map((choice) => choice?.slice(-5)))).toEqual(new Set(['L1.C1', 'L1.C2']));
  });

  test('at most once delivers immediately, without store or confirm', () => {
    expect(step(brokerWith({ k1: {} }), 'at-most-once')).toBe('deliver-without-waiting: deliver k1 L1.C1');
  });

  test('at most once never delivers a message that may have been delivered', () => {
    const again = brokerWith({ k1: { sent: 1 }, k2: { metBefore: true }, k3: outSince(0) });
    expect(step(again, 'at-most-once', { now: 60_000 })).toBeUndefined();
    const settings = roundWith({ contract: 'at-most-once', offered: ['discard'] });
    expect(step(again, 'at-most-once', { now: 60_000, settings })).toBe('already-met-discard: discard k1');
    const lost = brokerWith({ k3: outSince(0) });
    expect(step(lost, 'at-most-once', { now: 5_000, settings })).toBeUndefined();
    expect(step(lost, 'at-most-once', { now: 60_000, settings })).toBe('unanswered-discard: discard k3');
  });
});

describe('the consumer', () => {
  const charged = { charges: 1 };
  const exactly = (profile = {}, offered: RoundSettings['offered'] = []) => ({
    settings: roundWith({ contract: 'exactly-once', offered }, profile),
  });

  test('at most once acks before it charges', () => {
    expect(step(consumerWith({ d1: {} }), 'at-most-once')).toBe('ack-before-charge: ack d1');
    expect(step(consumerWith({ d1: { answered: 'ack' } }), 'at-most-once')).toBe('charge-once: charge d1');
    expect(step(consumerWith({ d1: { answered: 'ack', ...charged } }), 'at-most-once')).toContain('dismiss d1');
  });

  test('at most once just charges where acks are automatic', () => {
    const settings = roundWith({ contract: 'at-most-once' }, { ackMode: 'auto' });
    expect(step(consumerWith({ d1: {} }), 'at-most-once', { settings })).toBe('charge-once: charge d1');
  });

  test('at most once does not charge a message that was delivered before', () => {
    const view = consumerWith({ d1: { answered: 'ack', redelivered: true } });
    expect(step(view, 'at-most-once')).toBe('maybe-seen-skip: dismiss d1');
  });

  test('at least once charges before it acks', () => {
    expect(step(consumerWith({ d1: { redelivered: true } }), 'at-least-once')).toBe('charge-before-ack: charge d1');
    expect(step(consumerWith({ d1: charged }), 'at-least-once')).toBe('done-so-ack: ack d1');
    expect(step(consumerWith({ d1: { ...charged, answered: 'ack' } }), 'at-least-once')).toContain('dismiss d1');
  });

  test('exactly once checks, charges, records, acks', () => {
    expect(step(consumerWith({ d1: {} }), 'exactly-once')).toBe('check-before-charge: check d1');
    expect(step(consumerWith({ d1: { checked: 'new' } }), 'exactly-once')).toBe('new-so-charge: charge d1');
    const done = { checked: 'new', ...charged } as const;
    expect(step(consumerWith({ d1: done }), 'exactly-once')).toBe('charged-so-record: record d1');
    expect(step(consumerWith({ d1: { ...done, recorded: true } }), 'exactly-once')).toBe('done-so-ack: ack d1');
  });

  test('exactly once acks a message that it has seen, and never charges it', () => {
    expect(step(consumerWith({ d1: { checked: 'seen' } }), 'exactly-once')).toBe('seen-so-ack: ack d1');
    const view = consumerWith({ d1: { committed: 'skipped' } });
    expect(step(view, 'exactly-once', exactly({}, ['commit']))).toBe('seen-so-ack: ack d1');
  });

  test('exactly once commits where that is offered', () => {
    const offered = exactly({}, ['commit']);
    expect(step(consumerWith({ d1: {} }), 'exactly-once', offered)).toBe('commit-charge-and-record: commit d1');
    expect(step(consumerWith({ d1: { committed: 'done' } }), 'exactly-once', offered)).toBe('done-so-ack: ack d1');
    // A commit after a charge of its own would charge again.
    expect(step(consumerWith({ d1: charged }), 'exactly-once', offered)).toBe('charged-so-record: record d1');
  });

  test('exactly once charges and acks where the bank knows the key', () => {
    const keys = exactly({ bankKeys: true });
    expect(step(consumerWith({ d1: {} }), 'exactly-once', keys)).toBe('bank-knows-the-key-charge: charge d1');
    expect(step(consumerWith({ d1: charged }), 'exactly-once', keys)).toBe('done-so-ack: ack d1');
  });

  test('finishes a copy that was acked or recorded and not charged', () => {
    expect(step(consumerWith({ d1: { answered: 'ack' } }), 'at-least-once')).toBe('charge-before-ack: charge d1');
    expect(step(consumerWith({ d1: { recorded: true } }), 'exactly-once')).toBe('recorded-so-charge: charge d1');
  });

  test('drops copies that were sent back, uncharged', () => {
    for (const contract of ['at-most-once', ...guaranteed] as const) {
      expect(step(consumerWith({ d1: { answered: 'nack' } }), contract)).toBe('finished-so-dismiss: dismiss d1');
    }
  });

  test('finishes begun work, then takes the oldest, and tidies up last', () => {
    const finished = { d1: { ...charged, answered: 'ack' } } as const;
    const waiting = { d2: { arrivedAt: 20 }, d3: { arrivedAt: 10 } };
    expect(step(consumerWith({ ...finished, ...waiting, d4: charged }), 'at-least-once')).toContain('ack d4');
    expect(step(consumerWith({ ...finished, ...waiting }), 'at-least-once')).toContain('charge d3');
    expect(step(consumerWith(finished), 'at-least-once')).toContain('dismiss d1');
  });

  test('tidies up before its hands are full', () => {
    const done = { ...charged, answered: 'ack' } as const;
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`d${index}`, done]));
    expect(step(consumerWith({ ...many, d99: {} }), 'at-least-once')).toContain('dismiss d0');
  });
});

describe('the pace', () => {
  const settings = roundWith({ contract: 'at-least-once' });

  test('lies in its range, and is the same for every caller', () => {
    const paces = Array.from({ length: 500 }, (_, actedAt) =>
      paceMs({ ...producerWith({}), actedAt }, { settings, seed: 3 }),
    );
    const again = Array.from({ length: 500 }, (_, actedAt) =>
      paceMs({ ...producerWith({}), actedAt }, { settings, seed: 3 }),
    );
    expect(paces).toEqual(again);
    expect(Math.min(...paces)).toBeGreaterThanOrEqual(settings.paceMs[0]);
    expect(Math.max(...paces)).toBeLessThanOrEqual(settings.paceMs[1]);
    expect(new Set(paces).size).toBeGreaterThan(200);
  });

  test('holds a bot back until it has thought', () => {
    const view = { ...producerWith({ o1: {} }), actedAt: 5_000 };
    const readyAt = 5_000 + paceMs(view, { settings, seed: 3 });
    expect(chooseBotAction(view, { settings, seed: 3, now: readyAt - 1 })).toBeUndefined();
    expect(chooseBotAction(view, { settings, seed: 3, now: readyAt })?.reason).toBe('send-new-order');
  });

  test('a crashed machine does nothing', () => {
    const view = { ...producerWith({ o1: {} }), down: true };
    expect(chooseAction(view, { settings, seed: 3, now: 60_000 })).toBeUndefined();
  });

  test('no answer is awaited for less than a packet needs there and back', () => {
    const hasty = roundWith({ overdueMs: 0, travelMs: [900, 1_600] });
    expect(confirmPatienceMs(hasty)).toBe(3_200);
    expect(ackPatienceMs(hasty, 'exactly-once')).toBeGreaterThan(3_200);
  });
});
