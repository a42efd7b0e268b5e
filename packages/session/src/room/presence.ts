import type { PlayerId, ServerCommand, SessionState } from '@ack-attack/engine';
import type { Outcome } from '../base/reply-cache.ts';
import { isDoubtful, serverOf } from '../base/connection-name.ts';
import type { Peers } from '../base/peers.ts';
import type { Runtime } from '../base/runtime.ts';

/** A player that is connected by the log, but at no server, counts as gone after this. */
const returnWithinMs = 5_000;
const retryAfterMs = 1_000;

export interface PresenceOptions {
  runtime: Runtime;
  peers: Peers;
  state: () => SessionState;
  submit: (command: ServerCommand) => Promise<Outcome>;
  /** Name of this room's live connection of a player. */
  viaOf: (player: PlayerId) => string | undefined;
  hasHost: () => boolean;
  /** The player's live connection here is no longer the newest of all servers. */
  onReplaced: (player: PlayerId) => void;
  /** A newer one was written before the player's live connection here, or one that by the clocks may be no newer. */
  onLate: (player: PlayerId) => void;
}

/** Brings real connections into the log. They are facts there, never faults of the game. */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #cancels = new Set<() => void>();
  /** Connections that have been the newest in the log. */
  readonly #known = new Map<PlayerId, string>();
  /** Players that the last sweep found connected by the log only, and the connections that the log names. */
  #missing = new Map<PlayerId | 'host', string | undefined>();
  #insisting = false;
  /** The players as they were corrected last. */
  #reconciled: SessionState['players'] | undefined;
  #closed = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#dropMissing();
  }

  /** A phone has connected. */
  connected(player: PlayerId, via: string): void {
    const { viaOf, onLate } = this.#options;
    const isOpen = () => viaOf(player) === via;
    const announce = () =>
      isOpen() ? ({ type: 'setPlayerConnected', player, connected: true, via } as const) : undefined;
    void this.#write(announce, () => {
      if (isOpen()) onLate(player);
    });
  }

  /** A phone's connection has ended. */
  disconnected(player: PlayerId, via: string): void {
    this.#known.delete(player);
    void this.#write(() => ({ type: 'setPlayerConnected', player, connected: false, via }));
  }

  /** The first console has connected, or the last one gone. */
  hostChanged(): void {
    const via = this.#options.peers.self;
    void this.#write(() => ({ type: 'setHostConnected', connected: this.#options.hasHost(), via }));
  }

  /** To be called when the log has moved on: corrects what other servers wrote of the players connected here. */
  reconcile(): void {
    if (this.#insisting) return;
    // A replaced phone leaves, which is a change again.
    this.#insisting = true;
    const { state, hasHost } = this.#options;
    const { players, hostConnected } = state();
    if (players !== this.#reconciled) {
      this.#reconciled = players;
      this.#reconcilePhones(players);
    }
    if (!hostConnected && hasHost()) this.hostChanged();
    this.#insisting = false;
  }

  #reconcilePhones(players: SessionState['players']): void {
    const { viaOf, onReplaced, onLate } = this.#options;
    for (const { id, connected, via } of players) {
      const own = viaOf(id);
      if (own === undefined) continue;
      if (connected && via === own) this.#known.set(id, own);
      else if (this.#known.get(id) !== own) continue;
      else if (connected) {
        this.#known.delete(id);
        if (via !== undefined && isDoubtful(via, own)) onLate(id);
        else onReplaced(id);
      } else this.connected(id, own);
    }
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
  }

  /** A player missing in two sweeps in a row is gone: the server dropped the connection, or has died. */
  #dropMissing(): void {
    this.#later(() => this.#dropMissing(), returnWithinMs);
    const { state, viaOf, hasHost } = this.#options;
    const before = this.#missing;
    this.#missing = new Map();
    for (const { id, connected, via } of state().players) {
      if (!connected || viaOf(id) !== undefined || this.#isElsewhere(via)) continue;
      if (before.has(id) && before.get(id) === via) {
        void this.#write(() => ({ type: 'setPlayerConnected', player: id, connected: false, ...named(via) }));
      } else this.#missing.set(id, via);
    }
    const { hostConnected, hostVia } = state();
    if (!hostConnected || hasHost() || this.#isElsewhere(hostVia)) return;
    if (before.has('host') && before.get('host') === hostVia) {
      void this.#write(() => ({ type: 'setHostConnected', connected: false, ...named(hostVia) }));
    } else this.#missing.set('host', hostVia);
  }

  #isElsewhere(via: string | undefined): boolean {
    const { peers } = this.#options;
    const server = via === undefined ? undefined : serverOf(via);
    return server !== undefined && server !== peers.self && peers.isAlive(server);
  }

  async #write(command: () => ServerCommand | undefined, onLate?: () => void): Promise<void> {
    const now = this.#closed ? undefined : command();
    if (!now) return;
    const outcome = await this.#options.submit(now);
    if (outcome.outcome === 'accepted') return;
    if (outcome.code === 'store-unavailable') this.#later(() => void this.#write(command, onLate), retryAfterMs);
    if (outcome.code === 'superseded') onLate?.();
  }

  #later(run: () => void, delayMs: number): void {
    if (this.#closed) return;
    const cancel = this.#options.runtime.schedule(() => {
      this.#cancels.delete(cancel);
      run();
    }, delayMs);
    this.#cancels.add(cancel);
  }
}

function named(via: string | undefined): { via?: string } {
  return via === undefined ? {} : { via };
}
