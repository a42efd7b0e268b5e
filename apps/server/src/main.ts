import { destination, pino } from 'pino';
import { readConfig } from './config.ts';
import { createServer } from './create-server.ts';
import { openStore } from './open-store.ts';
import { startBanner } from './start-banner.ts';

async function main(): Promise<void> {
  const read = readConfig(process.env);
  if ('mistakes' in read) {
    for (const mistake of read.mistakes) console.error(mistake);
    process.exitCode = 1;
    return;
  }
  const { port, host, publicUrl, hostPasscode, retentionDays, logLevel } = read.config;
  const logger = pino({ level: logLevel }, destination(2));
  const store = await openStore(read.config, logger);
  if ('mistake' in store) {
    console.error(store.mistake);
    process.exitCode = 1;
    return;
  }
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

main().catch((error: unknown) => {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'EADDRINUSE') console.error('The port is taken: set PORT to another one, or stop what runs there.');
  else console.error(error);
  process.exitCode = 1;
  // Whatever was opened before the failure must not keep a server alive that serves nobody.
  process.exit();
});
