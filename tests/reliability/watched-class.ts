import { createClient, memoryStorage, socketTransport, type Client } from '@ack-attack/client';
import type { GameEvent, HostCommand } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import type { CommandResult, OpenedSession } from '@ack-attack/protocol';
import { openBareSocket, type BareSocket } from '../wire/bare-socket.ts';
import { openSession, readLog } from '../wire/session-api.ts';
import { waitFor } from '../wire/wait-for.ts';
import { createWireBot, type WireBot } from '../wire/wire-bot.ts';

const phones = 6;
const stages = 6;
const settings = {
  ...settingsFor('at-least-once', 'middle'),
  roundMs: 600_000,
  orderEveryMs: 500,
  travelMs: [50, 150],
  overdueMs: 1_500,
} as const;

/** A class that plays, and of which nothing that its clients could show goes unseen. */
export class WatchedClass {
  readonly opened: OpenedSession;
  readonly stages: readonly BareSocket[];
  readonly #url: string;
  readonly #bots: readonly WireBot[];
  readonly #host: Client<'console'>;
  readonly #shown = new Set<string>();
  readonly #orders: CommandResult[] = [];

  static async open(url: string): Promise<WatchedClass> {
    const watched = new WatchedClass(url, await openSession(url, settings));
    await watched.#begin();
    return watched;
  }

  private constructor(url: string, opened: OpenedSession) {
    const { session, roomCode, stageToken } = opened;
    this.opened = opened;
    this.#url = url;
    this.#bots = Array.from({ length: phones }, (_, at) =>
      createWireBot({ name: `Bot ${at}`, seed: at, thinkMs: 100, link: socketTransport(url) }),
    );
    this.#host = createClient({ as: 'console', storage: memoryStorage(), link: socketTransport(url) });
    this.stages = Array.from({ length: stages }, () =>
      openBareSocket(url, roomCode, { as: 'stage', session, token: stageToken }),
    );
  }

  /** Every answer that its clients have got. */
  get answers(): readonly CommandResult[] {
    return [...this.#orders, ...this.#bots.flatMap(({ answers }) => answers.map(({ answer }) => answer))];
  }

  /** What pages could have shown of their connections since the round began: statuses, delays and refusals. */
  get shown(): ReadonlySet<string> {
    return this.#shown;
  }

  /** How far along the log the console's view is. */
  get version(): number {
    return this.#host.version;
  }

  get #clients(): Client<'phone' | 'console'>[] {
    return [this.#host, ...this.#bots.map(({ client }) => client)];
  }

  async order(command: HostCommand): Promise<void> {
    this.#orders.push(await this.#host.send(command));
  }

  /** Resolves when every phone has had another command answered. */
  async playsOn(): Promise<void> {
    const before = this.#bots.map(({ answers }) => answers.length);
    await waitFor('every phone plays on', () => this.#bots.every(({ answers }, at) => answers.length > before[at]!));
  }

  /** Ends the session when everything is answered, and reads its log. */
  async finish(): Promise<readonly GameEvent[]> {
    await this.order({ type: 'ringBell' });
    for (const bot of this.#bots) bot.rest();
    await waitFor('everything is answered', () => this.#clients.every(({ pending }) => pending.length === 0));
    await this.order({ type: 'finishSession' });
    return (await readLog(this.#url, this.opened.session, this.opened.hostToken)).events;
  }

  close(): void {
    for (const each of [this.#host, ...this.#bots, ...this.stages]) each.close();
  }

  async #begin(): Promise<void> {
    const { session, roomCode, hostToken } = this.opened;
    await Promise.all([this.#host.resume(session, hostToken), ...this.#bots.map((bot) => bot.join(roomCode))]);
    for (const client of this.#clients) this.#watch(client);
    await this.order({ type: 'startRound' });
    await this.playsOn();
  }

  #watch(client: Client<'phone'> | Client<'console'>): void {
    client.subscribe(() => {
      this.#shown.add(client.refusal?.code ?? client.delay?.code ?? client.status);
    });
  }
}
