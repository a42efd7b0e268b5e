import type { AttemptReading } from '@ack-attack/replay';
import { StoreError, type SessionStore } from '@ack-attack/store';
import type { LogReadings } from './log-readings.ts';

/** Readings that are kept; the oldest goes. */
const keptReadings = 2_000;

/** What the logs of attempts come to. Each is worked out once for each state of its log. */
export class AttemptSummaryCache {
  readonly #store: SessionStore;
  readonly #readings: LogReadings;
  readonly #kept = new Map<string, { version: number; reading: Promise<AttemptReading | undefined> }>();

  constructor(store: SessionStore, readings: LogReadings) {
    this.#store = store;
    this.#readings = readings;
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
    const { version } = record;
    const known = this.#kept.get(session);
    if (known?.version === version) return known.reading;
    const reading = this.#readings.attempt(session).catch((error: unknown) => {
      if (this.#kept.get(session)?.reading === reading) this.#kept.delete(session);
      if (error instanceof StoreError && error.code === 'unknown-session') return undefined;
      throw error;
    });
    this.#kept.delete(session);
    this.#kept.set(session, { version, reading });
    if (this.#kept.size > keptReadings) this.#kept.delete(this.#kept.keys().next().value!);
    return reading;
  }
}
