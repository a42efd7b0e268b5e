import type { RoundSettings, SeatId } from '@ack-attack/engine';
import type { Step } from './cards.ts';

/** The place that a step's button always has. */
export function slotOf({ action }: Step): string {
  switch (action.do) {
    case 'publish':
      return action.message === undefined ? 'publish' : 'resend';
    case 'deliver':
      return `deliver ${action.to}`;
    default:
      return action.do;
  }
}

export type StationName = 'book' | 'way' | 'inbox' | 'store' | 'out' | 'hand' | 'log';

/** The places of a station in a round, from the first card to the last. */
export function slotsOf(
  station: StationName,
  { profile, offered }: RoundSettings,
  consumers: readonly SeatId[] = [],
): readonly string[] {
  const deliver = consumers.map((seat) => `deliver ${seat}`);
  switch (station) {
    case 'book':
      return ['publish', 'giveUp'];
    case 'way':
      return ['resend', 'publish', 'giveUp'];
    case 'inbox':
      return ['store', 'confirm', ...deliver];
    case 'store':
      return ['confirm', ...deliver];
    case 'out':
      return ['confirm', 'requeue'];
    case 'hand':
      return [
        'check',
        'charge',
        'record',
        ...(offered.includes('commit') ? ['commit'] : []),
        ...(profile.ackMode === 'manual' ? ['ack', ...(offered.includes('nack') ? ['nack'] : [])] : []),
      ];
    case 'log':
      return ['dismiss'];
  }
}

/** Steps that are seldom right, and destroy: small, in the corner of the card. */
export function cornersOf(station: StationName, { offered }: RoundSettings): readonly string[] {
  const can = (...actions: ('park' | 'discard')[]) => actions.filter((action) => offered.includes(action));
  switch (station) {
    case 'inbox':
      return can('discard');
    case 'store':
    case 'out':
      return can('park', 'discard');
    case 'hand':
      return ['dismiss'];
    default:
      return [];
  }
}
