import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PhoneAddress } from '@ack-attack/protocol';
import { SessionDirectory, type Peers, type Runtime } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import compression from 'compression';
import express from 'express';
import { nanoid } from 'nanoid';
import type { Logger } from 'pino';
import { localAddress } from './addresses/addresses.ts';
import { RequestLimit } from './admission/request-limit.ts';
import { Shedding } from './admission/shedding.ts';
import { openAdmission } from './admission/admission.ts';
import { admissionLimits, PacedAdmission, watchLoopDelay, type AdmissionLimits } from './admission/paced-admission.ts';
import { RoomShares } from './admission/room-shares.ts';
import { ClaimAllowance, claimRates, type ClaimRates } from './admission/claim-allowance.ts';
import { clientAddress, noProxy, type TrustedProxies } from './runtime/client-address.ts';
import { openGateway } from './sockets/gateway.ts';
import { Health } from './api/health.ts';
import { httpApi, onHttpError } from './api/http-api.ts';
import { fail } from './http/http-failure.ts';
import { metricsPage, serveMetrics } from './api/metrics-page.ts';
import { Metrics } from './metrics/metrics.ts';
import { OriginCheck } from './runtime/origin.ts';
import { builtWeb, securityHeaders, webPages } from './http/pages.ts';
import { PhoneAddressBook } from './addresses/phone-address-book.ts';
import { answerQueue } from './admission/queue-page.ts';
import { LogReadings, type LogReadingsOptions } from './readings/log-readings.ts';
import { PageTurns } from './readings/page-turns.ts';
import { ReadAllowance, type ReadLimits } from './readings/read-allowance.ts';
import { keepRetention } from './storage/retention.ts';
import { guessLimits, RoomCodeLimiter, type GuessLimits } from './admission/room-code-limiter.ts';
import type { SendLimits } from './admission/send-buffer.ts';
import { systemNetwork, type Network } from './addresses/system-network.ts';
import { nodeSchedule } from './runtime/system-schedule.ts';
import { codeVersion, version } from './runtime/version.ts';

export interface ServerOptions {
  store: SessionStore;
  /** The other servers, where the store is shared. */
  peers?: Peers;
  /** 0 for any free one. */
  port: number;
  /** Address to listen on; where it is absent, all of IPv6 and IPv4, or of IPv4 where the system has no other. */
  host?: string;
  logger: Logger;
  publicUrl?: string;
  hostPasscode?: string;
  retentionDays?: number;
  /** Folder of the built pages. */
  webRoot?: string;
  sessionsPerMinute?: number;
  attemptsPerMinute?: number;
  /** Phones and screens that may be in at once. */
  maxConnections?: number;
  /** Rooms that may be awake at once. */
  maxRooms?: number;
  /** Events that one session's log may have. */
  maxSessionEvents?: number;
  trustedProxies?: TrustedProxies;
  /** Origins besides the server's own whose pages may use it. */
  allowedOrigins?: readonly string[];
  /** Limits other than the usual ones; `none` lets every client in at once. */
  admission?: Partial<AdmissionLimits> | 'none';
  guesses?: Partial<GuessLimits>;
  readLimits?: Partial<ReadLimits>;
  /** Starts the thread that reads logs, where it is not the server's own. */
  readingThread?: LogReadingsOptions['thread'];
  claims?: Partial<ClaimRates>;
  sendLimits?: SendLimits;
  /** Ms between two pings of a socket, and how long an answer may take. */
  pingMs?: number;
  /** How long the store may take to answer before the server is not ready. */
  readyWithinMs?: number;
  /** How long a client may take to send a request. */
  requestTimeoutMs?: number;
  /** How long a client may read nothing of its answer. */
  unreadTimeoutMs?: number;
  /** How late the event loop is, in ms; measured where it is absent. */
  loopDelayMs?: () => number;
  metrics?: Metrics;
  /** Shows the metrics beside the game, to requests that carry it. */
  metricsToken?: string;
  /** Shows the metrics on a port of their own, which no proxy leads to. */
  metricsPort?: number;
  /** Epoch ms; the system's clock where it is absent. */
  now?: () => number;
  /** Ms of a clock that only goes forward; `now` or else the system's where it is absent. */
  steadyNow?: () => number;
  schedule?: Runtime['schedule'];
  codeVersion?: string;
  /** The machine's networks; the system's own where it is absent. */
  network?: () => Promise<Network>;
}

export interface RunningServer {
  port: number;
  /** For a browser on this machine. */
  localAddress: string;
  /** Addresses under which phones reach it now, best first; none where it is on no network. */
  phoneAddresses: () => Promise<readonly PhoneAddress[]>;
  directory: SessionDirectory;
  /** Tells balancers to send no new clients; connected clients stay. */
  drain: () => void;
  /**
   * Sends the clients to the other servers, where there are any, and ends every connection; the sessions go on there, or
   * when a server is started on the same store.
   */
  close: () => Promise<void>;
}

/** Well below typical proxy health-check timeouts, so that a busy server is not declared dead. */
const readyWithinMs = 400;
/** Connections that the system holds until they are taken; the next would be met with silence. It may allow fewer. */
const backlog = 8_192;
/** How long a client may read nothing of its answer, and send nothing. */
const unreadTimeoutMs = 60_000;
/** How long clients may take to end their connections when the server stops. */
const goodbyeMs = 1_000;

/** Starts a server on a store, which stays its caller's to close. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const {
    logger,
    publicUrl,
    hostPasscode,
    retentionDays = 30,
    sessionsPerMinute = 60,
    attemptsPerMinute = 180,
    requestTimeoutMs = 15_000,
    metricsToken,
    metricsPort,
  } = options;
  const listenHost = options.host === undefined ? {} : { host: options.host };
  const metrics = options.metrics ?? new Metrics();
  const store = metrics.measure(options.store);
  const runtime: Runtime = {
    now: options.now ?? Date.now,
    steadyNow: options.steadyNow ?? options.now ?? (() => performance.now()),
    schedule: options.schedule ?? nodeSchedule,
    report: (error, doing) => {
      metrics.failures.inc();
      logger.error({ err: error, doing }, 'failed');
    },
  };
  const trusted = options.trustedProxies ?? noProxy;
  const allowedOrigins = new Set([
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin]),
    ...(options.allowedOrigins ?? []),
  ]);
  const origins = new OriginCheck(allowedOrigins, logger);
  const loop = options.loopDelayMs ? undefined : watchLoopDelay();
  const loopDelayMs = options.loopDelayMs ?? loop!.delayMs;
  const limits = admissionLimits(options.maxConnections ?? 6_000);
  const admission =
    options.admission === 'none'
      ? openAdmission()
      : new PacedAdmission({ ...limits, ...options.admission }, loopDelayMs);
  const shedding = new Shedding(metrics, logger, () => performance.now());
  const requests = new RequestLimit(() => shedding.add('pipelined'));
  const guesses = new RoomCodeLimiter(runtime.steadyNow, { ...guessLimits, ...options.guesses });
  const turns = new PageTurns();
  const readings = new LogReadings({
    store,
    metrics,
    turns,
    ...(options.readingThread ? { thread: options.readingThread } : {}),
  });
  const claims = new ClaimAllowance({ ...claimRates, ...options.claims });
  const directory = new SessionDirectory({
    store,
    runtime,
    ...(options.peers ? { peers: options.peers } : {}),
    codeVersion: options.codeVersion ?? codeVersion,
    newId: () => nanoid(),
    pause: () => nextTurn(),
    random: () => randomBytes(4).readUInt32BE() / 0x1_0000_0000,
    ...(options.maxSessionEvents === undefined ? {} : { limits: { events: options.maxSessionEvents } }),
    ...(options.maxRooms === undefined ? {} : { maxRooms: options.maxRooms }),
  });
  const roomShares = new RoomShares(directory);
  // Of a shared store each server wakes what is asked of it, or all would serve everything.
  const resumed = options.peers ? 0 : await directory.resume();
  logger.info({ resumed }, 'sessions resumed');
  metrics.watch({ directory, admission, requests, loopDelayMs });

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trusted);
  app.use(securityHeaders(publicUrl?.startsWith('https:') ?? false));
  const health = new Health(store, runtime, options.readyWithinMs ?? readyWithinMs, (slow) =>
    logger.warn({ err: slow }, 'not ready'),
  );
  app.use(health.router);
  if (metricsToken !== undefined) app.use(metricsPage(metrics, metricsToken));
  const addressBook = new PhoneAddressBook(options.network ?? systemNetwork);
  const phoneAddresses = () => addressBook.addresses();
  app.use(
    '/api',
    compression({ threshold: 200 }),
    httpApi({
      directory,
      store,
      version,
      phoneAddresses,
      hostPasscode,
      sessionsPerMinute,
      attemptsPerMinute,
      now: runtime.now,
      retentionDays,
      trustLocal: publicUrl === undefined,
      admission,
      roomShares,
      guesses,
      readings,
      allowance: new ReadAllowance(shedding, options.readLimits),
      turns,
      origins,
      logger,
      shedding,
    }),
  );
  const webRoot = options.webRoot ?? builtWeb;
  if (existsSync(join(webRoot, 'index.html'))) app.use(webPages(webRoot));
  app.use((_request, response) => fail(response, 404, 'malformed', 'There is no page at this address.'));
  app.use(onHttpError(runtime.report));

  const http = createHttpServer(
    {
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.ceil(requestTimeoutMs / 3),
    },
    (request, response) => {
      if (answerQueue(request, response, admission)) return;
      const taken = admission.request(() => {
        if (!request.socket.destroyed) app(request, response);
      });
      if (taken) return;
      shedding.add('requests');
      response.writeHead(503, { connection: 'close', 'retry-after': '5' }).end();
    },
  );
  http.setTimeout(options.unreadTimeoutMs ?? unreadTimeoutMs);
  const connections = new Set<Socket>();
  http.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  const gateway = openGateway(http, {
    directory,
    runtime,
    logger,
    metrics,
    shedding,
    admission,
    roomShares,
    guesses,
    claims,
    origins,
    addressOf: (request) => clientAddress(request, trusted),
    ...(options.sendLimits === undefined ? {} : { sendLimits: options.sendLimits }),
    ...(options.pingMs === undefined ? {} : { pingMs: options.pingMs }),
  });
  requests.guard(http);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port: options.port, backlog, ...listenHost }, () => resolve());
  });
  const { port, address: bound } = http.address() as AddressInfo;
  const listening = { host: options.host, bound, port, publicUrl };
  addressBook.listensAt(listening);
  const metricsServer =
    metricsPort === undefined
      ? undefined
      : await serveMetrics(metrics, { ...listenHost, port: metricsPort, token: metricsToken });
  const stopRetention = keepRetention({ store, directory, runtime, logger, retentionDays });
  return {
    port,
    localAddress: localAddress(listening),
    phoneAddresses,
    directory,
    drain: () => health.drain(),
    close: async () => {
      health.drain();
      stopRetention();
      loop?.stop();
      metricsServer?.close();
      if (options.peers?.alone === false) await gateway.handOver();
      // First the rooms: that the sockets end now is no fact about the players.
      directory.close();
      // Nobody is to come back here.
      const ended = new Promise<void>((resolve) => http.close(() => resolve()));
      // A client that does not read would never see a close frame.
      const impatient = setTimeout(() => {
        for (const connection of connections) connection.destroy();
      }, goodbyeMs);
      await gateway.close(goodbyeMs / 2);
      await ended;
      await readings.close();
      clearTimeout(impatient);
      // The store is its caller's to close from here on.
      await directory.settled;
    },
  };
}
