import type { PlayerId, ServerCommand, SessionState } from '@ack-attack/engine';
import type { Outcome } from './answer-memory.ts';
import type { Shell } from './shell.ts';

/** After a start the phones of a running session get this long to come back before they count as gone. */
const returnWithinMs = 5_000;
const retryAfterMs = 1_000;

export interface PresenceOptions {
  shell: Shell;
  state: () => SessionState;
  submit: (command: ServerCommand) => Promise<Outcome>;
  /** Whether this room has a live connection of the player, or of a host. */
  isHere: (who: PlayerId | 'host') => boolean;
}

/** Brings real connections into the log. They are facts there, never faults of the game. */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #cancels = new Set<() => void>();
  #closed = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#later(() => this.#dropAbsent(), returnWithinMs);
  }

  /** To be called when the first connection came or the last one went. */
  changed(who: PlayerId | 'host'): void {
    void this.#write(who);
  }

  /** Another server cannot know who is here: what it wrote of those is put right. */
  insist(): void {
    const { state, isHere } = this.#options;
    for (const { id, connected } of state().players) if (!connected && isHere(id)) this.changed(id);
    if (!state().hostConnected && isHere('host')) this.changed('host');
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
  }

  #dropAbsent(): void {
    const { state, isHere } = this.#options;
    for (const { id, connected } of state().players) if (connected && !isHere(id)) this.changed(id);
    if (state().hostConnected && !isHere('host')) this.changed('host');
  }

  async #write(who: PlayerId | 'host'): Promise<void> {
    if (this.#closed) return;
    const connected = this.#options.isHere(who);
    const outcome = await this.#options.submit(
      who === 'host' ? { type: 'setHostConnected', connected } : { type: 'setPlayerConnected', player: who, connected },
    );
    if (outcome.outcome === 'rejected' && outcome.code === 'store-unavailable') {
      this.#later(() => this.changed(who), retryAfterMs);
    }
  }

  #later(run: () => void, delayMs: number): void {
    if (this.#closed) return;
    const cancel = this.#options.shell.schedule(() => {
      this.#cancels.delete(cancel);
      run();
    }, delayMs);
    this.#cancels.add(cancel);
  }
}
