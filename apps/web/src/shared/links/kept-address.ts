import type { PhoneAddress } from '@ack-attack/protocol';
import { fieldsOf, storeValue, storedValue } from '../base/stored-value.ts';

/** The address that was chosen last in this browser. */
interface KeptAddress {
  url: string;
  /** The session in which a teacher typed it; absent where the server had offered it. */
  typedIn?: string;
}

const key = 'ack-attack/console/address';

export function keepAddress(kept: KeptAddress): void {
  storeValue(key, kept);
}

/** The choice that still holds: while the server has that address, or in the session for which it was typed. */
export function keptAddress(addresses: readonly PhoneAddress[], session?: string): string | undefined {
  return storedValue(key, (kept) => {
    const { url, typedIn } = fieldsOf(kept);
    if (typeof url !== 'string') return undefined;
    const holds = typedIn === undefined ? addresses.some((known) => known.url === url) : typedIn === session;
    return holds ? url : undefined;
  });
}
