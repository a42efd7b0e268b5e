import type { Contract, Fault, GameEvent, Packet } from '@ack-attack/engine';
import type { IconName } from '../../shared/icons/paths.ts';
import { faultIcons } from '../../shared/lane-board/fault-summary.ts';
import { laneTitle } from '../../shared/game/lane-titles.svelte.ts';
import { orderText } from '../../shared/game/order-text.ts';
import { clockText } from '../base/clock-text.ts';
import type { LineActor, RoundLine } from './round-lines.ts';
import { t } from '../base/text.ts';

/** A meaning that the palette has a colour for. */
type Tone = 'publish' | 'confirm' | 'deliver' | 'ack' | 'drop' | 'effect' | 'waiting' | 'neutral' | 'brand';

export interface SentenceLook {
  icon: IconName;
  tone: Tone;
}

/** "Ana", "Ana (bot)", "Broker bot", "Producer bot 2". */
export function actorName({ role, number, name, bot }: LineActor): string {
  if (name !== undefined) return bot ? t('replay.covered', { name }) : name;
  return t(`replay.bot.${role}`, { number });
}

/** "Publish m3", "Deliver t2", as the machines call what a packet carries. */
function packetName({ load }: Pick<Packet, 'load'>): string {
  const leg = load.leg === 'ack' && load.verb === 'nack' ? t('replay.nack') : t(`common.leg.${load.leg}`);
  return `${leg} ${'tag' in load ? load.tag : load.message}`;
}

/** "Drop · Publish, next 3". */
function faultName({ what, span }: Fault, crashed?: LineActor): string {
  const where =
    what.kind === 'crash'
      ? crashed
        ? actorName(crashed)
        : ''
      : 'link' in what
        ? t(`board.link.${what.link}`)
        : t(`common.leg.${what.leg}`);
  const extent =
    'next' in span
      ? t('board.next', { count: span.next })
      : 'rate' in span
        ? t('replay.span.rate', { percent: span.rate * 100, seconds: span.forMs / 1000 })
        : t('common.seconds', { count: span.forMs / 1000 });
  return `${t(`board.fault.${what.kind}`)} · ${where}, ${extent}`;
}

/** One event of the log in words. */
export function sentence(line: RoundLine, contract: Contract): string {
  const { event } = line;
  const words = {
    who: line.who ? actorName(line.who) : '',
    to: line.to ? actorName(line.to) : '',
    player: line.player ?? '',
    order: line.order ?? '',
    message: line.message ?? '',
    tag: line.tag ?? '',
    packet: line.packet ? packetName(line.packet) : '',
    content: line.content ? orderText(contract, line.content) : '',
    fault: line.fault ? faultName(line.fault, line.who) : '',
    nth: line.nth ?? 0,
  };
  switch (event.type) {
    case 'orderPlaced':
      return t('replay.event.order-placed', words);
    case 'orderGivenUp':
      return t('replay.event.order-given-up', words);
    case 'packetSent': {
      const { load, twinOf } = event.packet;
      if (twinOf !== undefined) return t('replay.event.packet-doubled', words);
      if (load.leg === 'ack' && load.verb === 'nack') return t('replay.event.sent-nack', words);
      return t(`replay.event.sent-${load.leg}`, words);
    }
    case 'packetArrived':
      return t('replay.event.packet-arrived', words);
    case 'packetDropped':
      return t(`replay.event.dropped-${event.reason}`, words);
    case 'copyStored':
      return t('replay.event.copy-stored', words);
    case 'copyDeduplicated':
      return t('replay.event.copy-deduplicated', words);
    case 'tagReleased':
      return t('replay.event.tag-released', words);
    case 'tagExpired':
      return t('replay.event.tag-expired', words);
    case 'channelClosed':
      return t(`replay.event.channel-closed.${event.reason}`, words);
    case 'copyDeadLettered':
      return t('replay.event.copy-dead-lettered', words);
    case 'partitionsAssigned':
      return t('replay.event.partitions-assigned');
    case 'workFailed':
      return t('replay.event.work-failed', words);
    case 'policySet':
      return t('replay.event.policy-set', words);
    case 'planStarted':
      return t('replay.event.plan-started', { name: event.plan.name });
    case 'copyParked':
      return t('replay.event.copy-parked', words);
    case 'copyDiscarded':
      return t('replay.event.copy-discarded', words);
    case 'logChecked':
      return t(`replay.event.log-${event.says}`, words);
    case 'cardCharged':
      if (event.effect === undefined) return t('replay.event.effect-known', words);
      return t('replay.event.effect', { ...words, effect: t(`common.effect.${contract}`) });
    case 'workCommitted':
      if (event.outcome === 'skipped') return t('replay.event.commit-skipped', words);
      if (event.effect === undefined) return t('replay.event.effect-known', words);
      return t('replay.event.commit', { ...words, effect: t(`common.effect.${contract}`) });
    case 'idRecorded':
      return t('replay.event.id-recorded', words);
    case 'deliveryDismissed':
      return t('replay.event.delivery-dismissed', words);
    case 'faultInjected':
      return t('replay.event.fault-injected', words);
    case 'faultEnded':
      return t('replay.event.fault-ended', words);
    case 'machineCrashed':
      return t('replay.event.machine-crashed', words);
    case 'machineRestarted':
      return t('replay.event.machine-restarted', words);
    case 'playerSeated':
      return t('replay.event.player-seated', { ...words, lane: laneName(event) });
    case 'playerRenamed':
      return t('replay.event.player-renamed', { name: event.name });
    case 'roomLocked':
      return t(event.locked ? 'replay.event.room-locked' : 'replay.event.room-unlocked');
    case 'roundStarted':
      return t('replay.event.round-started', { round: event.round, contract: t(`common.contract.${contract}`) });
    case 'roundPaused':
      return t(event.cause ? 'replay.event.round-paused-away' : 'replay.event.round-paused');
    case 'roundResumed':
      return t(event.cause ? 'replay.event.round-resumed-back' : 'replay.event.round-resumed');
    case 'roundExtended':
      return t('replay.event.round-extended', { time: clockText(event.byMs) });
    case 'clockHeld':
      return t('replay.event.clock-held', { time: clockText(event.forMs) });
    case 'predictionMade':
      return t('replay.event.prediction-made', { ...words, ...event.prediction });
    default:
      return event.type in plainKeys ? t(plainKeys[event.type as keyof typeof plainKeys], words) : event.type;
  }
}

const plainKeys = {
  playerJoined: 'replay.event.player-joined',
  playerRemoved: 'replay.event.player-removed',
  playerConnected: 'replay.event.player-connected',
  playerDisconnected: 'replay.event.player-disconnected',
  hostConnected: 'replay.event.host-connected',
  hostDisconnected: 'replay.event.host-disconnected',
  seatCovered: 'replay.event.seat-covered',
  seatHandedOver: 'replay.event.seat-handed-over',
  planStopped: 'replay.event.plan-stopped',
  bellRang: 'replay.event.bell-rang',
  truthRevealed: 'replay.event.truth-revealed',
  roundClosed: 'replay.event.round-closed',
  sessionFinished: 'replay.event.session-finished',
} as const;

function laneName({ lane }: Extract<GameEvent, { type: 'playerSeated' }>): string {
  return laneTitle(lane);
}

const looks: Partial<Record<GameEvent['type'], SentenceLook>> = {
  orderPlaced: { icon: 'flag', tone: 'brand' },
  orderGivenUp: { icon: 'cross', tone: 'neutral' },
  packetDropped: { icon: 'drop', tone: 'drop' },
  copyStored: { icon: 'store', tone: 'neutral' },
  copyDeduplicated: { icon: 'twin', tone: 'neutral' },
  tagReleased: { icon: 'requeue', tone: 'waiting' },
  tagExpired: { icon: 'clock', tone: 'waiting' },
  channelClosed: { icon: 'cut', tone: 'waiting' },
  copyDeadLettered: { icon: 'park', tone: 'drop' },
  partitionsAssigned: { icon: 'broker', tone: 'neutral' },
  workFailed: { icon: 'cross', tone: 'drop' },
  policySet: { icon: 'edit', tone: 'brand' },
  planStarted: { icon: 'flag', tone: 'waiting' },
  planStopped: { icon: 'flag', tone: 'neutral' },
  copyParked: { icon: 'park', tone: 'waiting' },
  copyDiscarded: { icon: 'discard', tone: 'neutral' },
  logChecked: { icon: 'search', tone: 'neutral' },
  cardCharged: { icon: 'charge', tone: 'effect' },
  workCommitted: { icon: 'commit', tone: 'effect' },
  idRecorded: { icon: 'record', tone: 'neutral' },
  deliveryDismissed: { icon: 'discard', tone: 'neutral' },
  machineCrashed: { icon: 'crash', tone: 'drop' },
  machineRestarted: { icon: 'play', tone: 'neutral' },
  playerDisconnected: { icon: 'offline', tone: 'waiting' },
  hostDisconnected: { icon: 'offline', tone: 'waiting' },
  seatCovered: { icon: 'bot', tone: 'neutral' },
  hostConnected: { icon: 'teacher', tone: 'neutral' },
  roundPaused: { icon: 'pause', tone: 'neutral' },
  roundResumed: { icon: 'play', tone: 'neutral' },
  roundStarted: { icon: 'play', tone: 'brand' },
  roundExtended: { icon: 'clock', tone: 'neutral' },
  clockHeld: { icon: 'clock', tone: 'neutral' },
  bellRang: { icon: 'bell', tone: 'brand' },
  roundClosed: { icon: 'check', tone: 'neutral' },
  sessionFinished: { icon: 'check', tone: 'neutral' },
  predictionMade: { icon: 'bulb', tone: 'neutral' },
  truthRevealed: { icon: 'bank', tone: 'brand' },
  roomLocked: { icon: 'lock', tone: 'neutral' },
};

/** The icon and the colour of an event. */
export function lookOf({ event, packet, fault }: RoundLine): SentenceLook {
  if (fault) return { icon: faultIcons[fault.what.kind], tone: event.type === 'faultInjected' ? 'drop' : 'neutral' };
  if (packet && event.type !== 'packetDropped') {
    const { load } = packet;
    return { icon: load.leg === 'ack' ? load.verb : load.leg, tone: load.leg };
  }
  return looks[event.type] ?? { icon: 'person', tone: 'neutral' };
}
