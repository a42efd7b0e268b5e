import type { Logger } from 'pino';
import { backUp } from './storage/backup.ts';
import { readConfig, variableNames, type Config } from './setup/config.ts';
import { createServer, type RunningServer } from './create-server.ts';
import { listenError } from './setup/listen-error.ts';
import { createLogger } from './runtime/logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { openStore, type OpenedStore } from './storage/open-store.ts';
import { startBanner } from './setup/start-banner.ts';
import { envWarnings } from './setup/env-warnings.ts';

async function main(): Promise<void> {
  const read = readConfig(process.env);
  if ('mistakes' in read) {
    for (const mistake of read.mistakes) console.error(mistake);
    process.exitCode = 1;
    return;
  }
  for (const warning of envWarnings(process.env, variableNames)) console.error(warning);
  const { config } = read;
  const [command, ...given] = process.argv.slice(2);
  if (command === 'backup') {
    const { done, sentence } = await backUp(config, given[0], process.env.INIT_CWD ?? process.cwd());
    console.log(sentence);
    process.exitCode = done ? 0 : 1;
    return;
  }
  const logger = createLogger(config.logLevel);
  const opened = await openStore(config, logger);
  if ('mistake' in opened) {
    console.error(opened.mistake);
    process.exitCode = 1;
    return;
  }
  const { store, peers, listens, findings = [] } = opened;
  for (const finding of findings) console.error(finding);
  const shared = peers ? { peers, now: () => peers.now(), steadyNow: () => performance.now() } : {};
  const metrics = new Metrics();
  metrics.watchProcess();
  const server = await createServer({ ...config, ...shared, store, logger, metrics }).catch((error: unknown) =>
    giveUp(listenError(error, config) ?? error),
  );
  listens?.(server.port);
  console.log(startBanner(server.localAddress, await server.phoneAddresses()));
  stopOnSignals(config, logger, server, opened);
}

/** The first signal ends the server in order; a second one cuts the draining short. */
function stopOnSignals(
  { drainMs }: Config,
  logger: Logger,
  server: RunningServer,
  { store, peers }: OpenedStore,
): void {
  let hurry: (() => void) | undefined;
  const stop = async () => {
    logger.info({ drainMs }, 'stopping');
    server.drain();
    await new Promise<void>((resolve) => {
      hurry = resolve;
      setTimeout(resolve, drainMs);
    });
    await server.close();
    peers?.close();
    await store.close();
    logger.info('stopped');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (hurry) return hurry();
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

/** Handles opened before the failure must not keep a process alive that serves no requests. */
function giveUp(why: unknown): never {
  console.error(why);
  process.exit(1);
}

main().catch(giveUp);
