import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SessionDirectory, type Shell } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import compression from 'compression';
import express from 'express';
import { nanoid } from 'nanoid';
import type { Logger } from 'pino';
import { phoneAddresses } from './addresses.ts';
import { openGateway } from './gateway.ts';
import { fail, httpApi, onHttpError } from './http-api.ts';
import { builtWeb, securityHeaders, webPages } from './pages.ts';
import { keepRetention } from './retention.ts';
import { codeVersion, version } from './version.ts';

export interface ServerOptions {
  store: SessionStore;
  /** 0 for any free one. */
  port: number;
  /** Address to listen on. */
  host: string;
  logger: Logger;
  publicUrl?: string;
  hostPasscode?: string;
  retentionDays?: number;
  /** Folder of the built pages. */
  webRoot?: string;
  sessionsPerMinute?: number;
  /** Epoch ms; the system's clock where it is absent. */
  now?: () => number;
  schedule?: Shell['schedule'];
  codeVersion?: string;
}

export interface RunningServer {
  port: number;
  /** Addresses under which phones reach it, best first. */
  addresses: readonly string[];
  directory: SessionDirectory;
  /** Ends every connection; the sessions go on when a server is started on the same store. */
  close: () => Promise<void>;
}

/** Starts a server on a store, which stays its caller's to close. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { store, logger, publicUrl, hostPasscode, retentionDays = 30, sessionsPerMinute = 60 } = options;
  const shell: Shell = {
    now: options.now ?? Date.now,
    schedule: options.schedule ?? systemSchedule,
    report: (error, doing) => logger.error({ err: error, doing }, 'failed'),
  };
  const directory = new SessionDirectory({
    store,
    shell,
    codeVersion: options.codeVersion ?? codeVersion,
    newId: () => nanoid(),
    random: () => randomBytes(4).readUInt32BE() / 0x1_0000_0000,
  });
  const resumed = await directory.resume();
  logger.info({ resumed }, 'sessions resumed');

  const app = express();
  app.disable('x-powered-by');
  // Thirty phones fetch the page at once over a classroom's Wi-Fi.
  app.use(compression());
  app.use(securityHeaders(publicUrl?.startsWith('https:') ?? false));
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  app.get('/readyz', async (_request, response) => {
    await store.list({ state: 'running', limit: 1 });
    response.type('text').send('ok');
  });
  let addresses: readonly string[] = [];
  app.use(
    '/api',
    httpApi({
      directory,
      store,
      version,
      addresses: () => addresses,
      hostPasscode,
      sessionsPerMinute,
      trustLocal: publicUrl === undefined,
    }),
  );
  const webRoot = options.webRoot ?? builtWeb;
  if (existsSync(join(webRoot, 'index.html'))) app.use(webPages(webRoot));
  app.use((_request, response) => fail(response, 404, 'malformed', 'There is no page at this address.'));
  app.use(onHttpError(shell.report));

  const http = createHttpServer(app);
  const sockets = openGateway(http, directory, shell);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port, options.host, () => resolve());
  });
  const { port } = http.address() as AddressInfo;
  addresses = phoneAddresses(options.host, port, publicUrl);
  const stopRetention = keepRetention(store, directory, shell, retentionDays);
  return {
    port,
    addresses,
    directory,
    close: async () => {
      stopRetention();
      // First the rooms: that the sockets end now is no fact about the players.
      directory.close();
      await sockets.close();
    },
  };
}

function systemSchedule(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
