import { random, randomInt } from '@ack-attack/engine';
import type { Step, Vector } from './format.ts';
import { Impossible, Reference } from './reference.ts';

const actions = [
  'order', 'publish', 'publish', 'store', 'store', 'confirm', 'giveUp', 'deliver', 'deliver', 'deliver', 'requeue',
  'check', 'charge', 'record', 'commit', 'ack', 'ack', 'nack', 'park', 'discard', 'crash', 'forget',
] as const; // prettier-ignore

/**
 * A random vector without `expect`: all kinds of steps, profiles and network, names met before and new ones.
 *
 * @param oddity share of the impossible steps that stay in, from 0 to 1
 */
export function randomVector(seed: number, oddity: number): Vector {
  let draws = 0;
  const chance = (p: number) => random(seed, 'vector', draws++) < p;
  const pick = <T>(from: readonly [T, ...T[]]): T =>
    from[randomInt(0, from.length - 1, seed, 'vector', draws++)] ?? from[0];
  const numbered = (prefix: string, count: number) =>
    `${prefix}${randomInt(1, Math.max(1, count), seed, 'vector', draws++)}`;
  const known = (names: ReadonlyMap<string, unknown>, otherwise: string) =>
    chance(0.97) && names.size > 0 ? pick([...names.keys()] as [string, ...string[]]) : otherwise;
  const profile: NonNullable<Vector['profile']> = {
    ...(chance(0.3) ? { ackMode: 'auto' as const } : {}),
    ...(chance(0.4) ? { brokerDedup: true } : {}),
    ...(chance(0.4) ? { staleAck: 'accepted' as const } : {}),
    ...(chance(0.3) ? { bankKeys: true } : {}),
    ...(chance(0.4) ? { dedupLog: 'volatile' as const } : {}),
  };
  const reference = new Reference(profile);
  const steps: Step[] = [];
  const tries = randomInt(5, 120, seed, 'vector', 'tries');
  for (let i = 0; i < tries; i++) {
    const net = chance(0.3) ? { net: pick<'ok' | 'drop' | 'duplicate'>(['ok', 'drop', 'duplicate']) } : {};
    const order = known(reference.orders, 'o1');
    const copy = known(reference.copies, 'k1');
    const delivery = known(reference.deliveries, 'd1');
    const next = (taken: ReadonlyMap<string, unknown>) => (chance(0.97) ? taken.size + 1 : taken.size);
    const step = ((): Step => {
      const what = pick(actions);
      switch (what) {
        case 'order':
          return { do: what, order: `o${next(reference.orders)}` };
        case 'publish':
          return { do: what, order, msg: numbered('m', 5), copy: `k${next(reference.copies)}`, ...net };
        case 'deliver':
          return { do: what, copy, to: numbered('C', 3), delivery: `d${next(reference.deliveries)}`, ...net };
        case 'store':
        case 'park':
        case 'discard':
          return { do: what, copy };
        case 'confirm':
          return { do: what, copy, ...net };
        case 'giveUp':
          return { do: what, order };
        case 'check':
          return { do: what, delivery, ...(chance(0.5) ? { says: pick<'seen' | 'new'>(['seen', 'new']) } : {}) };
        case 'requeue':
        case 'charge':
        case 'record':
        case 'commit':
          return { do: what, delivery };
        case 'ack':
        case 'nack':
          return { do: what, delivery, ...net };
        case 'crash':
          return { do: what, node: pick(['broker', 'C1', 'C2', 'C3']) };
        case 'forget':
          return { do: what, msg: numbered('m', 5) };
      }
    })();
    try {
      reference.run(step);
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      if (!chance(oddity)) continue;
    }
    steps.push(step);
  }
  return { name: `random ${seed}`, profile, steps };
}
