import { hasScoringRule, type PlayerId, type SeatId } from '@ack-attack/engine';
import type { RuleContext } from '../history/rule-context.ts';
import { markRules, type Finding } from './marks-table.ts';

/** A finger that has seen nothing change for so long aimed at what it hit, in game ms. */
export const undisturbedMs = 700;

interface Touch {
  version: number;
  game: number;
  /** Whether it came from elsewhere, and is no step of the seat's own. */
  came: boolean;
}

/** MRK-30: tells the steps of one round that may have been slips of a finger. To be given every turn. */
export class Slips {
  #round = 0;
  #touches = new Map<SeatId, Touch[]>();
  /** The first steps that may have been slips, by player and rule. */
  #first = new Map<string, number>();

  /** Whether a finding says something of its player. */
  counts({ rule, seat, by }: Finding, { settings, round }: RuleContext): boolean {
    this.#enter(round);
    if (!hasScoringRule(settings, 'slips') || by.player === undefined) return true;
    if (markRules[rule].shows === 'understood' || this.#undisturbed(seat, by)) return true;
    return this.#repeated(by.player, rule, by.version);
  }

  /** Takes note of what a turn changed on a seat's screen. */
  note({ event, round, version, game, before }: RuleContext): void {
    this.#enter(round);
    const touch = (seat: SeatId | undefined, came: boolean) => {
      if (seat === undefined) return;
      const touches = this.#touches.get(seat) ?? [];
      touches.push({ version, game, came });
      this.#touches.set(seat, touches);
    };
    if (event.type === 'orderPlaced') touch(event.producer, true);
    else if (event.type === 'packetArrived') touch(before.packets.find(({ id }) => id === event.packet)?.to, true);
    else if (event.type === 'packetSent') touch(event.packet.from, false);
    else if ('seat' in event) touch(event.seat, event.type === 'machineRestarted');
  }

  #enter(round: number): void {
    if (round === this.#round) return;
    this.#round = round;
    this.#touches = new Map();
    this.#first = new Map();
  }

  #undisturbed(seat: SeatId, { version, game }: Finding['by']): boolean {
    // One step can be several events of one moment.
    const before = (this.#touches.get(seat) ?? []).filter(
      (touch) => touch.version < version && (touch.came || touch.game < game),
    );
    return before.every((touch) => game - touch.game >= undisturbedMs);
  }

  #repeated(player: PlayerId, rule: Finding['rule'], version: number): boolean {
    const key = `${player} ${rule}`;
    const first = this.#first.get(key);
    if (first === undefined) this.#first.set(key, version);
    return first !== undefined && first !== version;
  }
}
