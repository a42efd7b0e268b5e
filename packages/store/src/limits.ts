import { StoreError } from './store-error.ts';

/** Bounds that every store keeps. Bytes are of the UTF-8 JSON text. */
export const storeLimits = {
  /** One command may set off 100,000 due events, so one append holds somewhat more. */
  appendEvents: 120_000,
  appendBytes: 32 * 1024 * 1024,
  snapshotBytes: 32 * 1024 * 1024,
  /** Characters of an id or a room code. */
  keyLength: 64,
  /** Records of one page of `list`. */
  listRecords: 1_000,
} as const;

const key = new RegExp(`^[\\x21-\\x7e]{1,${storeLimits.keyLength}}$`);

/** Whether a text can be the id or the room code of a session. */
export function isKey(text: string): boolean {
  return key.test(text);
}

/** Throws `invalid-key` for a text that cannot be an id or a room code. */
export function requireKey(name: string, text: string): void {
  if (!isKey(text))
    throw new StoreError('invalid-key', `${name} must be 1 to ${storeLimits.keyLength} visible ASCII characters`);
}

/** Throws `invalid-argument` for a number that is not whole or not within the bounds, both inclusive. */
export function requireWhole(name: string, value: number, min = 0, max = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new StoreError('invalid-argument', `${name} must be a whole number from ${min} to ${max}, not ${value}`);
  }
}
