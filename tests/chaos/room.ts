import { createClient, memoryStorage, socketTransport, type Client } from '@ack-attack/client';
import type { HostCommand } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import type { CommandResult } from '@ack-attack/protocol';
import { lossyTransport, type Losses, type LossyTransport } from '../wire/lossy-transport.ts';
import { openSession, readLog } from '../wire/session-api.ts';
import { waitFor } from '../wire/wait-for.ts';
import { createWireBot, type WireBot } from '../wire/wire-bot.ts';
import type { History } from './history.ts';

const settings = {
  ...settingsFor('at-least-once', 'middle'),
  roundMs: 1_800_000,
  predictMs: 60_000,
  orderEveryMs: 2_000,
  travelMs: [50, 150],
  overdueMs: 1_500,
} as const;
const patienceMs = 120_000;

export interface ChaosRoomOptions {
  url: string;
  seed: number;
  phones: number;
  losses: Losses;
  history: History;
}

/** A class that plays one round over bad links, and everything that it sees on the wire in the history. */
export class ChaosRoom {
  readonly session: string;
  readonly bots: readonly WireBot[];
  /** Those of the phones' links; a link with everything dropped is as dead as one that was cut and does not know. */
  readonly losses: readonly Losses[];
  readonly links: readonly LossyTransport[];
  readonly #url: string;
  readonly #history: History;
  readonly #host: Client<'console'>;
  readonly #told: number[] = [];
  #accepted = 0;

  static async open(options: ChaosRoomOptions): Promise<ChaosRoom> {
    const opened = await openSession(options.url, settings);
    const room = new ChaosRoom(options, opened.session);
    await room.#begin(opened.roomCode, opened.hostToken);
    return room;
  }

  private constructor({ url, seed, phones, losses, history }: ChaosRoomOptions, session: string) {
    this.session = session;
    this.#url = url;
    this.#history = history;
    this.losses = Array.from({ length: phones }, () => ({ ...losses }));
    this.links = this.losses.map((own, at) => lossyTransport(socketTransport(url), seed * 1_000 + at, own));
    this.bots = this.links.map((link, at) => createWireBot({ name: `Bot ${at}`, seed: at, thinkMs: 400, link }));
    this.#host = createClient({ as: 'console', storage: memoryStorage(), link: socketTransport(url) });
    const clients = [this.#host, ...this.bots.map(({ client }) => client)];
    clients.forEach((client, at) => {
      const name = at === 0 ? 'console' : `phone ${at - 1}`;
      let version = 0;
      client.subscribe(() => {
        if (client.version === version) return;
        version = client.version;
        history.add({ kind: 'view', session, client: name, version });
      });
    });
  }

  /** Commands that were accepted so far. */
  get accepted(): number {
    this.#collect();
    return this.#accepted;
  }

  async #begin(roomCode: string, hostToken: string): Promise<void> {
    await Promise.all([this.#host.resume(this.session, hostToken), ...this.bots.map((bot) => bot.join(roomCode))]);
    await this.#order({ type: 'startRound' });
  }

  /** Rings the bell, writes down what everybody is shown, and what the log holds. */
  async finish(): Promise<void> {
    await this.#order({ type: 'ringBell' });
    const shown = () => this.bots.every(({ client }) => client.view?.reveal);
    await this.#order({ type: 'revealTruth' });
    await waitFor('everybody is shown the truth', shown, patienceMs).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}: ${this.#stragglers()}`, { cause: error });
    });
    for (const bot of this.bots) bot.rest();
    const clients = [this.#host, ...this.bots.map(({ client }) => client)];
    await waitFor('everything is answered', () => clients.every(({ pending }) => pending.length === 0), patienceMs);
    const reveal = await waitFor('the console is shown it too', () => this.#host.view?.reveal, patienceMs);
    const add = (client: string, shownLane: { lane: string }) =>
      this.#history.add({ kind: 'truth', session: this.session, client, lane: shownLane.lane, shown: shownLane });
    for (const lane of reveal.lanes) add('console', lane);
    this.bots.forEach(({ client }, at) => add(`phone ${at}`, client.view!.reveal!.lane));
    await this.#order({ type: 'finishSession' });
    const { events } = await waitFor('the log is there', () => readLog(this.#url, this.session).catch(() => undefined));
    this.#collect();
    this.#history.add({ kind: 'log', session: this.session, answered: true, events });
  }

  close(): void {
    this.#collect();
    for (const bot of this.bots) bot.close();
    this.#host.close();
  }

  /** What is known of the phones that are not shown the truth. */
  #stragglers(): string {
    const without = this.bots.flatMap(({ client }, at) => (client.view?.reveal ? [] : [{ client, at }]));
    const described = without.map(({ client: { status, refusal, version, pending }, at }) =>
      JSON.stringify({ phone: at, status, refused: refusal?.code, version, pending: pending.length }),
    );
    return `${this.session}, ${described.join(' ')}`;
  }

  async #order(command: HostCommand): Promise<void> {
    this.#answered('console', await this.#host.send(command));
  }

  #collect(): void {
    this.bots.forEach(({ answers }, at) => {
      for (const { answer } of answers.slice(this.#told[at] ?? 0)) this.#answered(`phone ${at}`, answer);
      this.#told[at] = answers.length;
    });
  }

  #answered(client: string, answer: CommandResult): void {
    if (answer.outcome === 'accepted') this.#accepted++;
    const code = answer.outcome === 'rejected' ? { code: answer.code } : {};
    this.#history.add({
      kind: 'answer',
      session: this.session,
      client,
      id: answer.id,
      outcome: answer.outcome,
      ...code,
    });
  }
}
