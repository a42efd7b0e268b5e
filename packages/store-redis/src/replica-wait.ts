import type { RedisClient } from './connection.ts';

const replicasWithinMs = 1_000;

/** Sends WAIT right behind a write on its connection; resolves with the write's answer once enough replicas have it. */
export async function waitFor<T>(
  client: Pick<RedisClient, 'sendCommand'>,
  answer: Promise<T>,
  replicas: number,
): Promise<T> {
  const have = client.sendCommand<number>(['WAIT', String(replicas), String(replicasWithinMs)]);
  const [written, copies] = await Promise.all([answer, have]);
  if (copies < replicas) throw new Error(`${copies} of ${replicas} replicas have the write`);
  return written;
}
