import type { Contract, Level, RoomRules, RoundSettings } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import {
  protocolVersion,
  type CommandResult,
  type ClientEvents,
  type CommandMessage,
  type OpenedSession,
  type Refused,
  type ServerEvents,
  type View,
  type ViewMessage,
  type Welcome,
} from '@ack-attack/protocol';
import { createMemoryStore, type SessionStore } from '@ack-attack/store';
import mergePatch from 'json-merge-patch';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { createServer, type RunningServer, type ServerOptions } from '../src/create-server.ts';

export interface TestServer extends RunningServer {
  url: string;
  store: SessionStore;
}

const silent = pino({ level: 'silent' });

/** A real server on a free port of this machine. */
export async function startServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const store = options.store ?? createMemoryStore();
  const server = await createServer({
    port: 0,
    host: '127.0.0.1',
    logger: silent,
    sessionsPerMinute: 1_000,
    // Tests share their machine; how late it is says nothing of the server.
    loopDelayMs: () => 0,
    ...options,
    store,
  });
  return { ...server, store, url: `http://127.0.0.1:${server.port}` };
}

export function testSettings(
  change: Partial<RoundSettings> = {},
  contract: Contract = 'at-least-once',
  level: Level = 'junior',
): RoundSettings {
  return { ...settingsFor(contract, level), ...change };
}

export async function openSession(
  server: Pick<TestServer, 'url'>,
  settings = testSettings(),
  headers: Record<string, string> = {},
  rules?: RoomRules,
): Promise<OpenedSession> {
  const response = await fetch(`${server.url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ settings, rules }),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as OpenedSession;
}

/** Waits for a condition, looking again after every turn of the event loop's timers. */
export async function until<T>(condition: () => T | undefined | false, what: string, withinMs = 60_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A bare socket that keeps everything it gets, and applies nothing but merge patches. */
export class Wire {
  readonly socket: Socket<ServerEvents, ClientEvents>;
  readonly views: ViewMessage[] = [];
  readonly answers: CommandResult[] = [];
  readonly refusals: Refused[] = [];
  readonly welcomes: Welcome[] = [];
  /** Why there was no connection. */
  readonly failures: string[] = [];
  /** Everything that came, as text, to look for what must not be in it. */
  readonly received: string[] = [];
  view: View | undefined;
  #seq = 0;

  constructor(
    url: string,
    transports: ('websocket' | 'polling')[] = ['websocket'],
    extraHeaders: Record<string, string> = {},
    auth: Record<string, unknown> = {},
  ) {
    this.socket = io(url, { forceNew: true, transports, reconnection: false, extraHeaders, auth });
    this.socket.on('connect_error', ({ message }) => this.failures.push(message));
    this.socket.onAny((...packet: unknown[]) => this.received.push(JSON.stringify(packet)));
    this.socket.on('view', (message) => {
      this.views.push(message);
      this.view =
        'view' in message ? message.view : (mergePatch.apply(structuredClone(this.view), message.patch) as View);
    });
    this.socket.on('answer', (answer) => this.answers.push(answer));
    this.socket.on('refused', (refused) => this.refusals.push(refused));
    this.socket.on('welcome', (welcome) => {
      this.welcomes.push(welcome);
      this.#seq = Math.max(this.#seq, welcome.lastSeq);
    });
  }

  /** Sends anything at all. */
  emit(event: string, ...payloads: unknown[]): void {
    (this.socket as unknown as Socket).emit(event, ...payloads);
  }

  async join(room: string, name: string, token = `token-of-${name}-${'x'.repeat(20)}`): Promise<Welcome> {
    this.emit('join', { protocol: protocolVersion, room, name, token });
    return this.#welcomed(name);
  }

  async hello(as: 'phone' | 'stage' | 'console', session: string, token: string, device?: string): Promise<Welcome> {
    this.emit('hello', { protocol: protocolVersion, as, session, token, ...(device ? { device } : {}) });
    return this.#welcomed(as);
  }

  async #welcomed(who: string): Promise<Welcome> {
    const refused = this.refusals.length;
    const welcome = await until(() => this.welcomes.at(-1) ?? this.refusals.length > refused, `welcome of ${who}`);
    if (welcome === true) throw new Error(`${who} was refused: ${JSON.stringify(this.refusals.at(-1))}`);
    await until(() => this.view, `first view of ${who}`);
    return welcome;
  }

  async command(command: unknown): Promise<CommandResult> {
    const seq = ++this.#seq;
    return this.send({ seq, id: `command-${seq}-${Math.random()}`.slice(0, 40), command } as CommandMessage);
  }

  async send(message: CommandMessage): Promise<CommandResult> {
    const before = this.answers.length;
    this.emit('command', message);
    return until(
      () => this.answers.slice(before).find((answer) => answer.id === message.id),
      `answer to ${JSON.stringify(message)}`,
    );
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** Opens sockets against a server and closes them all at once. */
export class Wires {
  readonly #open: Wire[] = [];
  readonly #url: string;

  constructor(server: TestServer) {
    this.#url = server.url;
  }

  wire(transports?: ('websocket' | 'polling')[], headers?: Record<string, string>): Wire {
    return this.#keep(new Wire(this.#url, transports, headers));
  }

  /** One that says who it is in the handshake, whatever that is. */
  greeting(greeting: unknown, transports?: ('websocket' | 'polling')[]): Wire {
    return this.#keep(new Wire(this.#url, transports, {}, { greeting }));
  }

  #keep(wire: Wire): Wire {
    this.#open.push(wire);
    return wire;
  }

  async console({ session, hostToken }: OpenedSession, device?: string): Promise<Wire> {
    const wire = this.wire();
    await wire.hello('console', session, hostToken, device);
    return wire;
  }

  async stage({ session, stageToken }: OpenedSession): Promise<Wire> {
    const wire = this.wire();
    await wire.hello('stage', session, stageToken);
    return wire;
  }

  async phone({ roomCode }: OpenedSession, name: string): Promise<Wire> {
    const wire = this.wire();
    await wire.join(roomCode, name);
    return wire;
  }

  closeAll(): void {
    for (const wire of this.#open) wire.close();
  }
}
