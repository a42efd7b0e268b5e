import { sorted, type MomentPlace } from '@ack-attack/engine';
import type { ChainLink, Moment, MomentKind } from '@ack-attack/scoring';
import type { IconName } from '../icons/paths.ts';

/** What a moment or a step of its chain looks like; the tone is a colour of the palette. */
export interface Look {
  icon: IconName;
  tone: 'publish' | 'confirm' | 'deliver' | 'ack' | 'drop' | 'effect' | 'waiting' | 'neutral';
}

export const momentLooks: Readonly<Record<MomentKind, Look>> = {
  'double-charge': { icon: 'twin', tone: 'effect' },
  'silent-loss': { icon: 'cross', tone: 'drop' },
  'known-loss': { icon: 'cross', tone: 'drop' },
  save: { icon: 'check', tone: 'ack' },
  'stale-ack': { icon: 'clock', tone: 'waiting' },
  'poison-loop': { icon: 'requeue', tone: 'waiting' },
};

export const chainLooks: Readonly<Record<ChainLink['step'], Look>> = {
  published: { icon: 'publish', tone: 'publish' },
  'publish-dropped': { icon: 'drop', tone: 'drop' },
  stored: { icon: 'store', tone: 'neutral' },
  confirmed: { icon: 'confirm', tone: 'confirm' },
  delivered: { icon: 'deliver', tone: 'deliver' },
  'delivery-dropped': { icon: 'drop', tone: 'drop' },
  arrived: { icon: 'inbox', tone: 'deliver' },
  checked: { icon: 'search', tone: 'neutral' },
  charged: { icon: 'charge', tone: 'effect' },
  recorded: { icon: 'record', tone: 'neutral' },
  acked: { icon: 'ack', tone: 'ack' },
  'ack-dropped': { icon: 'drop', tone: 'drop' },
  'ack-arrived': { icon: 'ack', tone: 'ack' },
  nacked: { icon: 'nack', tone: 'waiting' },
  dismissed: { icon: 'cross', tone: 'neutral' },
  returned: { icon: 'requeue', tone: 'waiting' },
  forgotten: { icon: 'discard', tone: 'neutral' },
  deduplicated: { icon: 'twin', tone: 'ack' },
  discarded: { icon: 'discard', tone: 'drop' },
  'consumer-crashed': { icon: 'crash', tone: 'drop' },
  'broker-crashed': { icon: 'crash', tone: 'drop' },
  'given-up': { icon: 'leave', tone: 'drop' },
  bell: { icon: 'bell', tone: 'neutral' },
};

/** In the order in which they are shown: the heaviest of each lane first. */
export function heaviestFirst(moments: readonly Moment[]): readonly Moment[] {
  return sorted(moments, (a, b) => b.weight - a.weight || a.version - b.version);
}

/** Where a moment is, for a link or for the stage. */
export function placeOf({ lane, orders, version }: Moment): MomentPlace {
  // Every moment is about an order.
  return { lane, order: orders[0]!, version };
}

export function isAt(moment: Moment, { lane, order, version }: MomentPlace): boolean {
  return moment.lane === lane && moment.orders[0] === order && moment.version === version;
}
