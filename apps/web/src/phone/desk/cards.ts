import type { Action, DeliveryTag, MessageId, OrderContent, RoundSettings, SeatId } from '@ack-attack/engine';
import type { IconName } from '../../shared/icons/paths.ts';
import type { TextKey } from '../../shared/i18n/keys.ts';
import type { TextParams } from '../../shared/i18n/texts.svelte.ts';

/** A colour with a meaning; each has custom properties of its name in theme.css. */
export type Tone = 'publish' | 'confirm' | 'deliver' | 'ack' | 'drop' | 'effect' | 'waiting' | 'neutral' | 'brand';

/** Something a machine can do with what a card shows. */
export interface Step {
  action: Action;
  word: TextKey<'play' | 'systems'>;
  params?: TextParams;
  icon: IconName;
  tone: Tone;
  /** A step that is seldom the right one looks quieter. */
  quiet?: boolean;
  /** Why it can't be taken now, where the machine knows. */
  blocked?: TextKey<'play'>;
}

/** Something the machine knows of what a card shows. */
export interface Note {
  word: TextKey<'play' | 'systems'>;
  params?: TextParams;
  icon: IconName;
  tone: Tone;
}

/** One thing on a player's desk. Times are game ms. */
export interface DeskCard {
  key: string;
  /** Counts how often it was dealt with, where it then goes back to the end of the queue. */
  turn?: string;
  content: OrderContent;
  /** Which identity tells two cards of the same content apart, and what it is. */
  identity: { word: TextKey<'play' | 'systems'>; params: TextParams };
  message?: MessageId;
  /** Since when it wants a decision; older ones come first where several come at once. */
  since: number;
  /** Whether it wants a decision now. */
  wants: boolean;
  /** Whether an answer it waits for is overdue. */
  overdue: boolean;
  /** Since when it waits for an answer. */
  waitsSince?: number;
  /** When it stops to wait, because the broker takes it back by itself. */
  backAt?: number;
  notes: readonly Note[];
  steps: readonly Step[];
}

/** What cards depend on beside the seat's view. */
export interface PhoneDesk {
  settings: RoundSettings;
  /** Game ms. */
  now: number;
  /** What to call the machine at a seat. */
  nameOf: (seat: SeatId) => string;
  /** While the machine works on its last step and takes no other; in game ms. */
  busy?: Busy;
}

export interface Busy {
  from: number;
  until: number;
}

/** Since when a card wants a decision, where an answer to something of `at` is awaited. */
export function awaiting(
  at: number,
  { settings, now }: PhoneDesk,
): Pick<DeskCard, 'since' | 'wants' | 'overdue' | 'waitsSince'> {
  const overdue = now - at >= settings.overdueMs;
  return { since: overdue ? at + settings.overdueMs : at, wants: overdue, overdue, waitsSince: at };
}

/** A delivery by the name that the round's system gives it. */
export function tagIdentity(tag: DeliveryTag, { settings }: PhoneDesk): DeskCard['identity'] {
  return { word: `systems.tag.${settings.system}`, params: { id: tag } };
}
