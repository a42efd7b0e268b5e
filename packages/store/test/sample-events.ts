import type { GameEvent, PlayerId } from '@ack-attack/engine';

/** An event that can be told apart by its number. */
export function eventOf(n: number, name = `name ${n}`): GameEvent {
  return { type: 'playerRenamed', player: `p${n}` as PlayerId, name, at: n };
}

/** Events numbered from `first` to `last`, both inclusive. */
export function eventsOf(first: number, last: number): GameEvent[] {
  return Array.from({ length: last - first + 1 }, (_, index) => eventOf(first + index));
}
