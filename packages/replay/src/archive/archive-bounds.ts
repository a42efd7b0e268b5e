import { laneLimits, sessionLimits, type GameEvent, type Lane } from '@ack-attack/engine';

/** Events of one file: three hours of the busiest rounds. */
const mostEvents = 2_000_000;
const mostRounds = 1_000;
/** Packets that the network may have added to those that machines sent. */
const slack = 4;

/** Counts what a log holds of what a session has bounds for. */
export class ArchiveBounds {
  #events = 0;
  #rounds = 0;
  readonly #players = new Set<string>();

  /** What an event goes beyond, if anything. */
  beyond(event: GameEvent): string | undefined {
    if (++this.#events > mostEvents) return `there are more than ${mostEvents} events`;
    if (event.type === 'playerRemoved') this.#players.delete(event.player);
    if (event.type === 'playerJoined' && this.#players.add(event.player).size > sessionLimits.players)
      return `there are more than ${sessionLimits.players} players`;
    if (event.type === 'roundStarted' && ++this.#rounds > mostRounds) return `there are more than ${mostRounds} rounds`;
    return undefined;
  }
}

/** Whether a lane holds more than the engine ever lets it hold. */
export function isOverfull({ orders, copies, packets, faults }: Lane): boolean {
  return (
    orders.length > laneLimits.orders * slack ||
    copies.length > laneLimits.copies * slack ||
    packets.length > laneLimits.packetsInAir * slack ||
    faults.length > laneLimits.activeFaults * slack
  );
}
