import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRedisAddress, type RedisAddress } from '@ack-attack/store-redis';
import { z } from 'zod';

/** The checkout's folder, from the sources as well as from the build. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

const wholeNumber = (name: string, min: number, max: number) =>
  z.coerce
    .number(`${name} must be a whole number from ${min} to ${max}.`)
    .int(`${name} must be a whole number from ${min} to ${max}.`)
    .min(min, `${name} must not be below ${min}.`)
    .max(max, `${name} must not be above ${max}.`);

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const environment = z.object({
  PORT: wholeNumber('PORT', 0, 65_535).default(3000),
  HOST: z.string().min(1, 'HOST must name an address to listen on, such as 0.0.0.0.').default('0.0.0.0'),
  DATA_DIR: z.string().min(1, 'DATA_DIR must name a folder.').optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'PUBLIC_URL must be an address such as https://game.example.' })
    .optional(),
  HOST_PASSCODE: z.string().min(4, 'HOST_PASSCODE must have at least 4 characters.').max(200).optional(),
  RETENTION_DAYS: wholeNumber('RETENTION_DAYS', 1, 3_650).default(30),
  LOG_LEVEL: z.enum(logLevels, `LOG_LEVEL must be one of ${logLevels.join(', ')}.`).default('warn'),
  REDIS_URL: z
    .string()
    .refine(
      (text) => readRedisAddress(text) !== undefined,
      'REDIS_URL must be an address such as redis://host:6379, redis+sentinel://host:26379,host:26379/name or redis+cluster://host:6379,host:6379.',
    )
    .optional(),
  REDIS_WAIT_REPLICAS: wholeNumber('REDIS_WAIT_REPLICAS', 0, 10).default(0),
  REDIS_WAIT_MS: wholeNumber('REDIS_WAIT_MS', 100, 60_000).default(5_000),
});

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  publicUrl?: string;
  hostPasscode?: string;
  retentionDays: number;
  logLevel: (typeof logLevels)[number];
  /** The store that several servers share; without it the sessions are kept in the data folder. */
  redis?: { address: RedisAddress; replicas: number; waitMs: number };
}

/** Reads the configuration; every mistake is one sentence. An empty variable counts as unset. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
): { config: Config } | { mistakes: readonly string[] } {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) return { mistakes: parsed.error.issues.map((issue) => issue.message) };
  const { PORT, HOST, DATA_DIR, PUBLIC_URL, HOST_PASSCODE, RETENTION_DAYS, LOG_LEVEL } = parsed.data;
  const { REDIS_URL, REDIS_WAIT_REPLICAS, REDIS_WAIT_MS } = parsed.data;
  const address = REDIS_URL === undefined ? undefined : readRedisAddress(REDIS_URL);
  return {
    config: {
      port: PORT,
      host: HOST,
      // A package manager may have changed the folder; what was typed means the folder it was typed in.
      dataDir: DATA_DIR === undefined ? resolve(root, 'data') : resolve(env.INIT_CWD ?? '.', DATA_DIR),
      ...(PUBLIC_URL === undefined ? {} : { publicUrl: PUBLIC_URL.replace(/\/$/, '') }),
      ...(HOST_PASSCODE === undefined ? {} : { hostPasscode: HOST_PASSCODE }),
      retentionDays: RETENTION_DAYS,
      logLevel: LOG_LEVEL,
      ...(address === undefined ? {} : { redis: { address, replicas: REDIS_WAIT_REPLICAS, waitMs: REDIS_WAIT_MS } }),
    },
  };
}
