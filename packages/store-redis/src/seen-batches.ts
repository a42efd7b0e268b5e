import { StoreError } from '@ack-attack/store';

/** Sessions that are remembered; the oldest are forgotten first. */
const kept = 10_000;

/**
 * The newest append that this server has seen of each log. After a Redis that was lost came back as an older copy, a
 * log may reach the same version with other events: then the server's fold is worth nothing, and this shows it.
 */
export class SeenBatches {
  readonly #logs = new Map<string, { version: number; batch: string }>();

  /** The append that brought a log to a version, where that is known, or nothing. */
  at(id: string, version: number): string {
    const seen = this.#logs.get(id);
    return seen?.version === version ? seen.batch : '';
  }

  /** The version that was seen last, 0 for none. */
  version(id: string): number {
    return this.#logs.get(id)?.version ?? 0;
  }

  see(id: string, version: number, batch: string): void {
    if (version < this.version(id)) return;
    this.#logs.delete(id);
    this.#logs.set(id, { version, batch });
    if (this.#logs.size <= kept) return;
    for (const oldest of this.#logs.keys()) {
      this.#logs.delete(oldest);
      return;
    }
  }

  forget(id: string): void {
    this.#logs.delete(id);
  }

  /** Forgets the log and gives the error that says why. */
  rewritten(id: string): StoreError {
    this.forget(id);
    return new StoreError('log-rewritten', `Redis has lost events of session ${JSON.stringify(id)} and gone on`);
  }
}
