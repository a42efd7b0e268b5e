import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    .undefined('REDIS_URL is set, but this version keeps its log in one SQLite file only: unset it to start.')
    .optional(),
});

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  publicUrl?: string;
  hostPasscode?: string;
  retentionDays: number;
  logLevel: (typeof logLevels)[number];
}

/** Reads the configuration; every mistake is one sentence. An empty variable counts as unset. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
): { config: Config } | { mistakes: readonly string[] } {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) return { mistakes: parsed.error.issues.map((issue) => issue.message) };
  const { PORT, HOST, DATA_DIR, PUBLIC_URL, HOST_PASSCODE, RETENTION_DAYS, LOG_LEVEL } = parsed.data;
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
    },
  };
}
