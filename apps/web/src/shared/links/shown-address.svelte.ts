import type { PhoneAddress, SessionAddress } from '@ack-attack/protocol';
import { isRefused, type RequestRefusal } from '../server/ask-server.ts';
import { addressForPhones, addressOffers } from './phone-address.ts';

/** How soon a screen that is looked at hears of another network. */
const askEveryMs = 3_000;

/** The address that a page shows for phones, which follows the server's network. Create one for a page, at its start. */
export class ShownAddress {
  readonly #ask: () => Promise<SessionAddress | RequestRefusal>;
  #answer = $state.raw<SessionAddress>();

  /** @param ask gets what may be shown; a refusal leaves what is shown as it is */
  constructor(ask: () => Promise<SessionAddress | RequestRefusal>) {
    this.#ask = ask;
  }

  /** Undefined before the first answer, and where the server is on no network. */
  get url(): string | undefined {
    return this.#answer && addressForPhones(this.#answer, location.origin);
  }

  /** Whether the server has answered that it is on no network. */
  get missing(): boolean {
    return this.#answer !== undefined && this.url === undefined;
  }

  /** What the teacher may choose from. */
  get offers(): readonly PhoneAddress[] {
    return this.#answer ? addressOffers(this.#answer, location.origin) : [];
  }

  /** Shows an answer that came by another way. */
  take(answer: SessionAddress): void {
    this.#answer = answer;
  }

  /** Asks again and again while the page is seen, until the returned function is called. For an effect. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    let asking = false;
    const ask = async () => {
      clearTimeout(timer);
      if (asking || document.visibilityState === 'hidden') return;
      asking = true;
      const answer = await this.#ask();
      asking = false;
      if (stopped) return;
      if (!isRefused(answer)) this.take(answer);
      timer = setTimeout(askNow, askEveryMs);
    };
    const askNow = () => void ask();
    document.addEventListener('visibilitychange', askNow);
    addEventListener('online', askNow);
    askNow();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', askNow);
      removeEventListener('online', askNow);
    };
  }
}
