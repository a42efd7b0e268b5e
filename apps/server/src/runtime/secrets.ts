import { createHash, timingSafeEqual } from 'node:crypto';
import { nanoid } from 'nanoid';

/** A secret that can't be guessed: 192 bits. */
export function newToken(): string {
  return nanoid(32);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 in hex: all that is kept of a secret. */
export function hashToken(token: string): string {
  return sha256(token);
}

/** Compares two hashes in a time that does not depend on where they differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
