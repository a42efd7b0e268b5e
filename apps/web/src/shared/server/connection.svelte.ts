import {
  ClientError,
  browserStorage,
  createClient,
  rememberedSeat,
  type Client,
  type ClientErrorCode,
  type CommandOf,
  type RememberedSeat,
  type Side,
  type ViewOf,
} from '@ack-attack/client';
import type { CommandResult } from '@ack-attack/protocol';
import { followLaneNames } from '../game/lane-titles.svelte.ts';

/** A client that reconnects faster is not shown as offline: a server that ends hands its clients to the next one. */
const awayAfterMs = 1_000;

/** A command that was given here and is not yet seen in the view. */
export interface InFlight<As extends Side> {
  command: CommandOf<As>;
  /** Version of the view that will show it; absent until it is answered. */
  version?: number;
}

/**
 * The client of a page as reactive state: reading `view`, `status`, `inFlight` and so on in a component makes it follow them.
 * Create one for a page, at its start.
 */
export class Connection<As extends Side> {
  readonly #client: Client<As>;
  #view = $state.raw<ViewOf<As>>();
  #status = $state.raw<Client<As>['status']>('idle');
  #welcome = $state.raw<Client<As>['welcome']>();
  #refusal = $state.raw<Client<As>['refusal']>();
  #delay = $state.raw<Client<As>['delay']>();
  #saves = $state.raw(true);
  #counts = $state.raw<Client<As>['counts']>({ sent: 0, resent: 0, accepted: 0, rejected: 0 });
  #inFlight = $state.raw<readonly InFlight<As>[]>([]);
  #away: ReturnType<typeof setTimeout> | undefined;

  constructor(as: As) {
    // Each tab of a console counts its commands for itself, and what it never sent ends with it.
    this.#client = createClient({ as, ...(as === 'console' ? { storage: browserStorage(() => sessionStorage) } : {}) });
    this.#client.subscribe(() => this.#follow());
    // A device that wakes up must not wait for the next try.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#client.reconnectNow();
    });
    addEventListener('online', () => this.#client.reconnectNow());
    this.#followNetwork();
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.#client.reconnectNow();
    });
  }

  /** From Wi-Fi to the mobile network and back a device need never be offline, and the old connection is dead. */
  #followNetwork(): void {
    const network = (navigator as { connection?: EventTarget & { type?: string } }).connection;
    let was = network?.type;
    network?.addEventListener('change', () => {
      // Also called for every new estimate of the speed.
      if (network.type === was) return;
      was = network.type;
      this.#client.reconnectNow();
    });
  }

  #follow(): void {
    const client = this.#client;
    this.#view = client.view;
    if (client.view) followLaneNames(client.view.laneNames);
    this.#followStatus();
    this.#welcome = client.welcome;
    this.#refusal = client.refusal;
    this.#delay = client.delay;
    this.#saves = client.saves;
    this.#counts = client.counts;
    const unseen = this.#inFlight.filter(({ version }) => version === undefined || version > client.version);
    if (unseen.length < this.#inFlight.length) this.#inFlight = unseen;
  }

  #followStatus(): void {
    const { status, delay } = this.#client;
    // What is given meanwhile waits in the outbox and looks as it always does before it is answered.
    if (status === 'offline' && this.#status === 'online' && !delay) {
      this.#away ??= setTimeout(() => (this.#status = this.#client.status), awayAfterMs);
      return;
    }
    clearTimeout(this.#away);
    this.#away = undefined;
    this.#status = status;
  }

  get view(): ViewOf<As> | undefined {
    return this.#view;
  }

  /** That of the client, where a moment without a connection is none. */
  get status(): Client<As>['status'] {
    return this.#status;
  }

  get welcome(): Client<As>['welcome'] {
    return this.#welcome;
  }

  get refusal(): Client<As>['refusal'] {
    return this.#refusal;
  }

  /** Why and until when the server asked to wait; the client retries automatically. */
  get delay(): Client<As>['delay'] {
    return this.#delay;
  }

  /** Whether the server can save what is done in the session. */
  get saves(): boolean {
    return this.#saves;
  }

  /** What this client sent, sent again and had accepted. */
  get counts(): Client<As>['counts'] {
    return this.#counts;
  }

  /** Commands given here that the view doesn't show yet, in order. */
  get inFlight(): readonly InFlight<As>[] {
    return this.#inFlight;
  }

  /** The seat this device had last. */
  remembered(as: As): RememberedSeat | undefined {
    return rememberedSeat(browserStorage(), as);
  }

  /** @throws ClientError */
  join(room: string, name: string): Promise<unknown> {
    return this.#client.join(room, name);
  }

  /** Asks the teacher for the seat of the player with that name. @throws ClientError */
  claim(room: string, name: string): Promise<unknown> {
    return this.#client.claim(room, name);
  }

  /** @throws ClientError */
  resume(session: string, token: string): Promise<unknown> {
    return this.#client.resume(session, token);
  }

  /** Gives up coming in; what is stored stays. */
  giveUp(): void {
    this.#client.close();
  }

  leave(): void {
    this.#inFlight = [];
    this.#client.leave();
  }

  /**
   * Sends a command unless the same one is in flight already, so that a double tap counts once.
   *
   * @returns why it was refused, or undefined where it was accepted or was a double
   */
  async send(command: CommandOf<As>): Promise<ClientErrorCode | undefined> {
    if (this.isInFlight(command)) return undefined;
    const entry: InFlight<As> = { command };
    this.#inFlight = [...this.#inFlight, entry];
    const answer = await this.#client.send(command).catch((error: unknown) => error);
    if (isAnswer(answer) && answer.outcome === 'accepted') {
      const { version } = answer;
      this.#inFlight = this.#inFlight.flatMap((other) =>
        other !== entry ? [other] : version > this.#client.version ? [{ command, version }] : [],
      );
      return undefined;
    }
    this.#inFlight = this.#inFlight.filter((other) => other !== entry);
    if (isAnswer(answer)) return answer.outcome === 'rejected' ? answer.code : undefined;
    return codeOf(answer);
  }

  isInFlight(command: CommandOf<As>): boolean {
    const key = JSON.stringify(command);
    return this.#inFlight.some((entry) => JSON.stringify(entry.command) === key);
  }

  /** Epoch ms by the server's clock. */
  serverNow(): number {
    return this.#client.serverNow();
  }
}

function isAnswer(value: unknown): value is CommandResult {
  return typeof value === 'object' && value !== null && 'outcome' in value;
}

/** The code of the error with which a promise of the client rejected. */
export function codeOf(error: unknown): ClientErrorCode {
  return error instanceof ClientError ? error.code : 'internal';
}
