import type { PhoneAddress } from '@ack-attack/protocol';
import { phoneAddresses, type Listening } from './addresses.ts';
import type { Network } from './system-network.ts';

/** An answer of the system serves all requests in this time: a class of screens asks every few seconds. */
const heldMs = 1_000;

/**
 * The addresses under which phones reach this server, asked of the system again and again: a laptop is started before
 * its Wi-Fi is up, and carried from one network to the next.
 */
export class PhoneAddressBook {
  #listening: Listening | undefined;
  readonly #ask: () => Promise<Network>;
  readonly #elapsedMs: () => number;
  #held: { at: number; addresses: Promise<readonly PhoneAddress[]> } | undefined;

  /** @param elapsedMs ms since any moment, never less than before */
  constructor(ask: () => Promise<Network>, elapsedMs = () => performance.now()) {
    this.#ask = ask;
    this.#elapsedMs = elapsedMs;
  }

  /** Before the server listens it has no address. */
  listensAt(listening: Listening): void {
    this.#listening = listening;
  }

  /** Best first. */
  async addresses(): Promise<readonly PhoneAddress[]> {
    const listening = this.#listening;
    if (!listening) return [];
    const at = this.#elapsedMs();
    if (this.#held && at - this.#held.at < heldMs) return this.#held.addresses;
    const addresses = this.#ask().then((network) => phoneAddresses(listening, network));
    this.#held = { at, addresses };
    addresses.catch(() => (this.#held = undefined));
    return addresses;
  }
}
