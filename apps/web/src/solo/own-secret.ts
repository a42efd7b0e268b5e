import { randomHex } from '../shared/base/random-hex.ts';
import { fieldsOf, storeValue, storedValue } from '../shared/base/stored-value.ts';

/** Identifies this device's student in one homework. */
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

/** Kept before it is sent, so that a student whose answer was lost begins again as the same one. */
export function keepSecret(homework: string, secret: HomeworkSecret): void {
  storeValue(keyOf(homework), secret);
}

/** 192 bits that the device makes up. */
export function newSecret(): string {
  return randomHex(24);
}
