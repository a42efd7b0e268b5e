import type { Commands } from './commands.ts';
import { nodesKey } from './keys.ts';

const aliveMs = 12_000;

/** What Redis knows of the servers at one moment. */
export interface Beat {
  /** Epoch ms by the clock of Redis, when it answered. */
  redisNow: number;
  /** Names of the servers that were heard of lately. */
  alive: readonly string[];
}

/** Says that a server is alive; without a name it only asks. */
export async function beat(commands: Commands, node: string | undefined): Promise<Beat> {
  const [seconds, micros, alive] = await commands.call<[string, string, string[]]>(
    'beat',
    [nodesKey],
    [node ?? '', String(aliveMs)],
  );
  return { redisNow: Number(seconds) * 1_000 + Number(micros) / 1_000, alive };
}
