import { resolve } from 'node:path';
import { readRedisAddress, type RedisAddress } from '@ack-attack/store-redis';
import { z } from 'zod';
import { noProxy, parseTrustedProxies, type TrustedProxies } from '../runtime/client-address.ts';
import { projectRoot } from '../runtime/project-root.ts';

const wholeNumber = (name: string, min: number, max: number) =>
  z.coerce
    .number(`${name} must be a whole number from ${min} to ${max}.`)
    .int(`${name} must be a whole number from ${min} to ${max}.`)
    .min(min, `${name} must not be below ${min}.`)
    .max(max, `${name} must not be above ${max}.`);

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const proxiesMistake =
  'TRUST_PROXY must be the number of proxies before this server, or their addresses such as 10.0.0.0/8,127.0.0.1.';
// The pages ask for what they are made of at the root of their host.
const publicUrlMistake = 'PUBLIC_URL must be an address without a path, such as https://game.example.';
const originsMistake = 'ALLOWED_ORIGINS must be origins such as https://game.example, separated by commas.';

const environment = z.object({
  PORT: wholeNumber('PORT', 0, 65_535).default(3000),
  HOST: z.string().optional(),
  DATA_DIR: z.string().min(1, 'DATA_DIR must name a folder.').optional(),
  PUBLIC_URL: z
    .string()
    .optional()
    .transform(readWith(readOrigin, publicUrlMistake, undefined)),
  TRUST_PROXY: z
    .string()
    .optional()
    .transform(readWith(parseTrustedProxies, proxiesMistake, noProxy)),
  ALLOWED_ORIGINS: z
    .string()
    .optional()
    .transform(readWith(readOrigins, originsMistake, [])),
  HOST_PASSCODE: z
    .string()
    .min(4, 'HOST_PASSCODE must have at least 4 characters.')
    .max(200, 'HOST_PASSCODE must have at most 200 characters.')
    .optional(),
  RETENTION_DAYS: wholeNumber('RETENTION_DAYS', 1, 3_650).default(30),
  MAX_CONNECTIONS: wholeNumber('MAX_CONNECTIONS', 10, 100_000).default(6_000),
  MAX_ROOMS: wholeNumber('MAX_ROOMS', 1, 10_000).default(500),
  MAX_SESSION_EVENTS: wholeNumber('MAX_SESSION_EVENTS', 10_000, 100_000_000).default(2_000_000),
  MAX_FILE_MB: wholeNumber('MAX_FILE_MB', 10, 1_000_000_000).optional(),
  DRAIN_SECONDS: wholeNumber('DRAIN_SECONDS', 0, 300).default(0),
  METRICS_PORT: wholeNumber('METRICS_PORT', 1, 65_535).optional(),
  METRICS_TOKEN: z.string().min(16, 'METRICS_TOKEN must have at least 16 characters.').optional(),
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

/** The names of the variables that the server reads. */
export const variableNames: readonly string[] = Object.keys(environment.shape);

export interface Config {
  port: number;
  /** The address to listen on; every one where it is absent. */
  host?: string;
  dataDir: string;
  publicUrl?: string;
  trustedProxies: TrustedProxies;
  allowedOrigins: readonly string[];
  hostPasscode?: string;
  retentionDays: number;
  maxConnections: number;
  maxRooms: number;
  maxSessionEvents: number;
  /** How large the store's file may grow. */
  maxFileBytes?: number;
  /** How long a server that was told to end goes on while balancers learn of it. */
  drainMs: number;
  metricsPort?: number;
  metricsToken?: string;
  logLevel: (typeof logLevels)[number];
  /** The store that several servers share; without it the sessions are kept in the data folder. */
  redis?: { address: RedisAddress; replicas: number; waitMs: number };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration; every mistake is one sentence. An empty variable counts as unset. */
export function readConfig(env: Environment): { config: Config } | { mistakes: readonly string[] } {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) return { mistakes: parsed.error.issues.map((issue) => issue.message) };
  const { data } = parsed;
  if (data.METRICS_PORT === data.PORT) return { mistakes: ['METRICS_PORT must be another port than PORT.'] };
  const address = data.REDIS_URL === undefined ? undefined : readRedisAddress(data.REDIS_URL);
  return {
    config: {
      port: data.PORT,
      ...(data.HOST === undefined ? {} : { host: data.HOST }),
      // A package manager may have changed the folder; what was typed means the folder it was typed in.
      dataDir: data.DATA_DIR === undefined ? resolve(projectRoot, 'data') : resolve(env.INIT_CWD ?? '.', data.DATA_DIR),
      ...(data.PUBLIC_URL === undefined ? {} : { publicUrl: data.PUBLIC_URL }),
      trustedProxies: data.TRUST_PROXY,
      allowedOrigins: data.ALLOWED_ORIGINS,
      ...(data.HOST_PASSCODE === undefined ? {} : { hostPasscode: data.HOST_PASSCODE }),
      retentionDays: data.RETENTION_DAYS,
      maxConnections: data.MAX_CONNECTIONS,
      maxRooms: data.MAX_ROOMS,
      maxSessionEvents: data.MAX_SESSION_EVENTS,
      ...(data.MAX_FILE_MB === undefined ? {} : { maxFileBytes: data.MAX_FILE_MB * 1024 * 1024 }),
      drainMs: data.DRAIN_SECONDS * 1_000,
      ...(data.METRICS_PORT === undefined ? {} : { metricsPort: data.METRICS_PORT }),
      ...(data.METRICS_TOKEN === undefined ? {} : { metricsToken: data.METRICS_TOKEN }),
      logLevel: data.LOG_LEVEL,
      ...(address === undefined
        ? {}
        : { redis: { address, replicas: data.REDIS_WAIT_REPLICAS, waitMs: data.REDIS_WAIT_MS } }),
    },
  };
}

/** Reads a variable that is set; where that throws, the sentence is the mistake. */
function readWith<T>(read: (text: string) => T, mistake: string, unset: T) {
  return (text: string | undefined, context: z.RefinementCtx): T => {
    if (text === undefined) return unset;
    try {
      return read(text);
    } catch {
      context.addIssue(mistake);
      return z.NEVER;
    }
  };
}

/** @throws where one of them is no origin */
function readOrigins(text: string): readonly string[] {
  return text.split(',').map(readOrigin);
}

/** @throws where it is none */
function readOrigin(text: string): string {
  const { origin, href, protocol } = new URL(text.trim());
  if (!/^https?:$/.test(protocol) || href !== `${origin}/`) throw new Error('no origin');
  return origin;
}
