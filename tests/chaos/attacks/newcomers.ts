import { settingsFor } from '@ack-attack/lesson';
import { protocolVersion, type OpenedSession } from '@ack-attack/protocol';
import { io } from 'socket.io-client';

const everyMs = 1_500;
const patienceMs = 10_000;

/** People who come while a server is attacked: a teacher who opens a session, and a student who joins it. */
export class Newcomers {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  #timer: NodeJS.Timeout | undefined;
  #under: Promise<void>[] = [];
  readonly #outcomes = new Map<string, number>();
  #longestMs = 0;
  #number = 0;

  /** @param address where they come from, as the proxy before the server would name it */
  constructor(url: string, address: string) {
    this.#url = url;
    this.#headers = { 'x-forwarded-for': address };
  }

  start(): void {
    this.#outcomes.clear();
    this.#longestMs = 0;
    this.#under = [];
    this.#timer = setInterval(() => this.#under.push(this.#come()), everyMs);
  }

  /** Says what became of those who came since the start. */
  async stop(): Promise<string> {
    clearInterval(this.#timer);
    await Promise.all(this.#under);
    const outcomes = [...this.#outcomes].map(([outcome, count]) => `${count} ${outcome}`);
    return `${outcomes.join(', ')}; at most ${Math.round(this.#longestMs)} ms`;
  }

  async #come(): Promise<void> {
    const since = performance.now();
    const outcome = await this.#enter().catch((error: unknown) => (error as Error).message);
    this.#longestMs = Math.max(this.#longestMs, performance.now() - since);
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  async #enter(): Promise<string> {
    const response = await fetch(`${this.#url}/api/sessions`, {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify({ settings: settingsFor('at-most-once', 'junior') }),
      signal: AbortSignal.timeout(patienceMs),
    });
    const body = (await response.json()) as OpenedSession & { error?: string };
    if (!response.ok) return `not opened (${body.error})`;
    return this.#join(body.roomCode);
  }

  #join(room: string): Promise<string> {
    const name = `Newcomer ${++this.#number}`;
    const socket = io(this.#url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: this.#headers,
    });
    return new Promise<string>((resolve) => {
      const impatient = setTimeout(() => resolve('not in'), patienceMs);
      const done = (outcome: string) => {
        clearTimeout(impatient);
        resolve(outcome);
      };
      socket.on('connect', () =>
        socket.emit('join', { protocol: protocolVersion, room, name, token: name.padEnd(32, '-') }),
      );
      socket.on('connect_error', ({ message }) => done(`no socket (${message})`));
      socket.on('refused', ({ code }: { code: string }) => done(`refused (${code})`));
      socket.on('welcome', () => done('in'));
    }).finally(() => socket.disconnect());
  }
}
