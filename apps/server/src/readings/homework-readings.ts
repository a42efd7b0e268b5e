import { readAttempt, type AttemptReading } from '@ack-attack/replay';
import { readRevealedOf } from '@ack-attack/session';
import { StoreError, type SessionStore } from '@ack-attack/store';

/** Readings that are kept; the oldest goes. */
const keptReadings = 2_000;

/** What the logs of attempts come to. Each is worked out once for each state of its log. */
export class HomeworkReadings {
  readonly #store: SessionStore;
  readonly #kept = new Map<string, { version: number; reading: AttemptReading }>();

  constructor(store: SessionStore) {
    this.#store = store;
  }

  /** By session; what was deleted or cannot be read is left out. Rejects where the store fails. */
  async of(sessions: readonly string[]): Promise<ReadonlyMap<string, AttemptReading>> {
    const readings = new Map<string, AttemptReading>();
    // One after the other: a class's logs are many, and games go on meanwhile.
    for (const session of sessions) {
      const reading = await this.#read(session);
      if (reading) readings.set(session, reading);
    }
    return readings;
  }

  async #read(session: string): Promise<AttemptReading | undefined> {
    const record = await this.#store.find(session);
    if (!record) return undefined;
    const known = this.#kept.get(session);
    if (known?.version === record.version) return known.reading;
    const reading = await this.#readLog(session);
    if (!reading) return undefined;
    this.#kept.delete(session);
    this.#kept.set(session, { version: record.version, reading });
    if (this.#kept.size > keptReadings) this.#kept.delete(this.#kept.keys().next().value!);
    return reading;
  }

  async #readLog(session: string): Promise<AttemptReading | undefined> {
    try {
      return readAttempt(await readRevealedOf(this.#store, session));
    } catch (error) {
      if (error instanceof StoreError && error.code === 'unknown-session') return undefined;
      throw error;
    }
  }
}
