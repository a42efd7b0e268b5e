import {
  lastOf,
  type BrokerView,
  type ConsumerView,
  type ProducerView,
  type RoundSettings,
  type SeatView,
} from '@ack-attack/engine';
import type { SeatCounts } from '@ack-attack/scoring';
import type { TextKey } from '../../shared/i18n/keys.ts';
import type { IconName } from '../../shared/icons/paths.ts';
import type { Tone } from '../desk/cards.ts';

/** A number that a machine knows of itself. */
export interface Counter {
  word: TextKey<'policy'>;
  icon: IconName;
  tone: Tone;
  count: number;
}

/** What lies at the machine of a seat now, from its own knowledge only. */
export function whatIsHere(seat: SeatView, settings: RoundSettings, now: number): readonly Counter[] {
  const late = (at: number | undefined) => at !== undefined && now - at >= settings.overdueMs;
  if (seat.producer) return producerCounters(seat.producer, late);
  if (seat.broker) return brokerCounters(seat.broker, late);
  return seat.consumer ? consumerCounters(seat.consumer) : [];
}

type Late = (at: number | undefined) => boolean;

function producerCounters({ orders }: ProducerView, late: Late): readonly Counter[] {
  const all = Object.values(orders);
  const open = all.filter((order) => order.confirmedAt === undefined && order.givenUpAt === undefined);
  return [
    counter(
      'policy.count.to-send',
      'producer',
      'brand',
      open.filter(({ sendings }) => sendings.length === 0),
    ),
    counter(
      'policy.count.unconfirmed',
      'publish',
      'publish',
      open.filter(({ sendings }) => sendings.length > 0),
    ),
    counter(
      'policy.count.overdue',
      'waiting',
      'waiting',
      open.filter(({ sendings }) => late(lastOf(sendings)?.at)),
    ),
    counter(
      'policy.count.sent-again',
      'resend',
      'deliver',
      open.filter(({ sendings }) => sendings.length > 1),
    ),
  ];
}

function brokerCounters({ copies }: BrokerView, late: Late): readonly Counter[] {
  const all = Object.values(copies);
  const at = (place: (typeof all)[number]['place']) => all.filter((copy) => copy.place === place);
  return [
    counter('policy.count.inbox', 'inbox', 'publish', at('inbox')),
    counter('policy.count.ready', 'store', 'brand', at('ready')),
    counter('policy.count.out', 'deliver', 'deliver', at('out')),
    counter(
      'policy.count.overdue',
      'waiting',
      'waiting',
      all.filter(({ current }) => late(current?.at)),
    ),
    counter(
      'policy.count.redelivered',
      'resend',
      'waiting',
      all.filter(({ sent }) => sent > 1),
    ),
    counter(
      'policy.count.met-before',
      'twin',
      'drop',
      all.filter(({ metBefore }) => metBefore),
    ),
    counter('policy.count.parked', 'park', 'neutral', at('parked')),
  ];
}

function consumerCounters({ hands }: ConsumerView): readonly Counter[] {
  const all = Object.values(hands);
  return [
    counter(
      'policy.count.in-hand',
      'consumer',
      'deliver',
      all.filter(({ answered }) => answered === undefined),
    ),
    counter(
      'policy.count.perhaps-seen',
      'resend',
      'waiting',
      all.filter(({ redelivered }) => redelivered),
    ),
    counter(
      'policy.count.seen',
      'search',
      'drop',
      all.filter(({ checked, committed }) => checked === 'seen' || committed === 'skipped'),
    ),
    counter(
      'policy.count.failed',
      'cross',
      'drop',
      all.filter(({ failed }) => failed),
    ),
  ];
}

function counter(word: Counter['word'], icon: IconName, tone: Tone, found: readonly unknown[]): Counter {
  return { word, icon, tone, count: found.length };
}

/** What the machine has counted since the round began. */
export function totalsOf(counts: SeatCounts): readonly Pick<Counter, 'word' | 'count'>[] {
  switch (counts.role) {
    case 'producer':
      return [
        { word: 'policy.total.orders', count: counts.orders },
        { word: 'policy.total.sent', count: counts.sent },
        { word: 'policy.total.resent', count: counts.resent },
        { word: 'policy.total.confirms', count: counts.confirms },
        { word: 'policy.total.given-up', count: counts.givenUp },
      ];
    case 'broker':
      return [
        { word: 'policy.total.arrived', count: counts.arrived },
        { word: 'policy.total.stored', count: counts.stored },
        { word: 'policy.total.delivered', count: counts.sent },
        { word: 'policy.total.redelivered', count: counts.resent },
        { word: 'policy.total.acks', count: counts.acks },
        { word: 'policy.total.nacks', count: counts.nacks },
        { word: 'policy.total.parked', count: counts.parked },
      ];
    case 'consumer':
      return [
        { word: 'policy.total.received', count: counts.delivered },
        { word: 'policy.total.worked', count: counts.worked },
        { word: 'policy.total.seen', count: counts.seen },
        { word: 'policy.total.failed', count: counts.failed },
        { word: 'policy.total.acks-sent', count: counts.acks },
        { word: 'policy.total.nacks-sent', count: counts.nacks },
      ];
  }
}
