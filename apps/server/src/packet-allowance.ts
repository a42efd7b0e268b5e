import { wireLimits } from '@ack-attack/protocol';

/**
 * What one connection may still send: a bucket that holds a burst and fills with time. It runs on the server's own
 * clock and answers at once, so that packets stay in order.
 */
export class PacketAllowance {
  readonly #now: () => number;
  #left: number = wireLimits.packetBurst;
  #at: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** Whether one more packet is within the allowance. */
  take(): boolean {
    const now = this.#now();
    const gained = (Math.max(0, now - this.#at) / 1_000) * wireLimits.packetsPerSecond;
    this.#left = Math.min(wireLimits.packetBurst, this.#left + gained);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
