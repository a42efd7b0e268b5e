import { browserStorage } from '@ack-attack/client';
import { randomHex } from '../shared/base/random-hex.ts';

/** Who this device is in one homework: what it was begun with, and is read with. */
export interface HomeworkSecret {
  token: string;
  /** As it was last typed. */
  name: string;
}

const keyOf = (homework: string) => `ack-attack/homework/${homework}`;

export function keptSecret(homework: string): HomeworkSecret | undefined {
  try {
    const kept = JSON.parse(browserStorage().get(keyOf(homework)) ?? 'null') as Partial<HomeworkSecret> | null;
    return typeof kept?.token === 'string' && typeof kept.name === 'string' ? (kept as HomeworkSecret) : undefined;
  } catch {
    return undefined;
  }
}

/** Kept before it is sent, so that whoever begins again after a lost answer is the same student. */
export function keepSecret(homework: string, secret: HomeworkSecret): void {
  browserStorage().set(keyOf(homework), JSON.stringify(secret));
}

/** 192 bits that the device makes up. */
export function newSecret(): string {
  return randomHex(24);
}
