import { browserStorage } from '@ack-attack/client';
import type { PhoneAddress } from '@ack-attack/protocol';

/** The address that was chosen last in this browser. */
interface KeptAddress {
  url: string;
  /** The session in which a teacher typed it; absent where the server had offered it. */
  typedIn?: string;
}

const key = 'ack-attack/console/address';

export function keepAddress(kept: KeptAddress): void {
  browserStorage().set(key, JSON.stringify(kept));
}

/** The choice that still holds: while the server has that address, or in the session for which it was typed. */
export function keptAddress(addresses: readonly PhoneAddress[], session?: string): string | undefined {
  try {
    const { url, typedIn } = JSON.parse(browserStorage().get(key) ?? '{}') as Partial<KeptAddress>;
    if (typeof url !== 'string') return undefined;
    const holds = typedIn === undefined ? addresses.some((known) => known.url === url) : typedIn === session;
    return holds ? url : undefined;
  } catch {
    return undefined;
  }
}
