// One attack in a process of its own; it ends when it is told to.
import { setMaxListeners } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { AttackTarget } from './attack.ts';
import { attacks, isAttackName } from './attacks.ts';

export type AttackTask = Omit<AttackTarget, 'signal'> & { name: string };

// Real attackers bring their own processors.
setPriority(constants.priority.PRIORITY_LOW);
const stop = new AbortController();
// Thousands of requests wait for it at once, and none is a leak.
setMaxListeners(0, stop.signal);
process.on('message', (message: AttackTask | 'stop') => {
  if (message === 'stop') return stop.abort();
  const { name, ...target } = message;
  if (!isAttackName(name)) throw new Error(`no attack is called ${name}`);
  attacks[name].run({ ...target, signal: stop.signal }).then(
    (seen) => process.send?.(seen, () => process.exit(0)),
    (error: unknown) => process.send?.(`failed: ${String(error)}`, () => process.exit(1)),
  );
});
// Connections that the server cuts off are what an attack is there to see.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  if (error.code === undefined) throw error;
});
process.send?.('ready');
