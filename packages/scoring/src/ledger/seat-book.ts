import type { GameEvent, LaneId, LanePlan, PlayerId, SeatId } from '@ack-attack/engine';

/** The owners of one round's seats and their extra time, kept from the log alone. */
export class SeatBook {
  readonly #seats = new Map<SeatId, { lane: LaneId; player: PlayerId }>();
  readonly #factors: Map<PlayerId, number>;

  /** @param before the book of the round before, whose players have their time still */
  constructor(plans: readonly LanePlan[], before?: SeatBook) {
    this.#factors = new Map(before ? before.#factors : []);
    for (const { id, seats } of plans) {
      for (const { id: seat, player } of seats) if (player !== undefined) this.#seats.set(seat, { lane: id, player });
    }
  }

  enter(event: GameEvent): void {
    switch (event.type) {
      case 'extraTimeGiven':
        this.#factors.set(event.player, event.factor);
        break;
      case 'playerSeated':
        this.#seats.set(event.seat, event);
        break;
      case 'playerRemoved':
        for (const [seat, { player }] of this.#seats) if (player === event.player) this.#seats.delete(seat);
        break;
      default:
    }
  }

  /** The most time that one of a lane has, 1 where nobody has more. */
  longest(lane: LaneId): number {
    const factors = [...this.#seats.values()].flatMap((seat) =>
      seat.lane === lane ? [this.#factors.get(seat.player) ?? 1] : [],
    );
    return Math.max(1, ...factors);
  }
}
