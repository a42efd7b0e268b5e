import { randomHex } from '../shared/base/random-hex.ts';
import { fieldsOf, storeValue, storedValue } from '../shared/base/stored-value.ts';

/** Who this device is in one homework: what it was begun with, and is read with. */
export interface HomeworkSecret {
  token: string;
  /** As it was last typed. */
  name: string;
}

const keyOf = (homework: string) => `ack-attack/homework/${homework}`;

export function keptSecret(homework: string): HomeworkSecret | undefined {
  return storedValue(keyOf(homework), (kept) => {
    const { token, name } = fieldsOf(kept);
    return typeof token === 'string' && typeof name === 'string' ? { token, name } : undefined;
  });
}

/** Kept before it is sent, so that whoever begins again after a lost answer is the same student. */
export function keepSecret(homework: string, secret: HomeworkSecret): void {
  storeValue(keyOf(homework), secret);
}

/** 192 bits that the device makes up. */
export function newSecret(): string {
  return randomHex(24);
}
