import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteStore, type SessionStore } from '@ack-attack/store';
import { destination, pino, type Logger } from 'pino';
import { readConfig } from './config.ts';
import { createServer } from './create-server.ts';
import { startBanner } from './start-banner.ts';

async function main(): Promise<void> {
  const read = readConfig(process.env);
  if ('mistakes' in read) {
    for (const mistake of read.mistakes) console.error(mistake);
    process.exitCode = 1;
    return;
  }
  const { port, host, dataDir, publicUrl, hostPasscode, retentionDays, logLevel } = read.config;
  const logger = pino({ level: logLevel }, destination(2));
  const store = await openStore(dataDir, logger);
  if (!store) return;
  const server = await createServer({
    store,
    port,
    host,
    logger,
    retentionDays,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(hostPasscode === undefined ? {} : { hostPasscode }),
  });
  console.log(startBanner(server.port, server.addresses));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await server.close();
    await store.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'stop failed');
          process.exit(1);
        },
      );
    });
  }
}

/** The store in its folder, or a sentence that says why there is none. */
async function openStore(dataDir: string, logger: Logger): Promise<SessionStore | undefined> {
  try {
    await mkdir(dataDir, { recursive: true });
    return await openSqliteStore({
      file: join(dataDir, 'ack-attack.sqlite'),
      onTailError: (error) => logger.error({ err: error }, 'tail failed'),
    });
  } catch (error) {
    console.error(`The data folder ${dataDir} cannot be used: ${(error as Error).message}`);
    process.exitCode = 1;
    return undefined;
  }
}

main().catch((error: unknown) => {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'EADDRINUSE') console.error('The port is taken: set PORT to another one, or stop what runs there.');
  else console.error(error);
  process.exitCode = 1;
  // Whatever was opened before the failure must not keep a server alive that serves nobody.
  process.exit();
});
