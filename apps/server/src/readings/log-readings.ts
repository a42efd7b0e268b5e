import type { AttemptReading } from '@ack-attack/replay';
import { isHidden, readRevealState, revealedPages, type RevealState, type SessionRoom } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import type { Metrics } from '../metrics/metrics.ts';
import { LineOf } from './line-of.ts';
import type { SessionAnswers } from './reading-jobs.ts';
import type { PageTurns } from './page-turns.ts';
import { startReadingThread, type ReadingThread } from './reading-thread.ts';

export interface LogReadingsOptions {
  store: SessionStore;
  metrics: Metrics;
  turns: PageTurns;
  /** Started where it is absent. */
  thread?: (onEnd: () => void) => ReadingThread;
}

/** Logs that are read at once; the others wait in a line. */
const readAtOnce = 2;
const longestLine = 100;
/** Sessions whose readings the thread keeps, so that it reads on where it was. */
const keptReadings = 16;
/** Sessions of which it is kept what they were told, and how many characters that may be. */
const keptAnswers = 500;
const keptText = 64_000_000;

interface Told {
  /** The version of the log up to which it was read. */
  version: number;
  answers: SessionAnswers;
}

interface Entry {
  told?: Told;
  /** Where the log ends as far as it may be told, while this round is hidden. */
  hidden?: { round: number; from: number };
  /** The reading that is being made, and the one after it, which later requests wait for. */
  running?: Promise<Told>;
  next?: Promise<Told>;
}

/**
 * What is read from logs, worked out in a thread of its own: here only pages are handed over, a turn each. It is worked
 * out once for each version up to which a log may be told, however many ask for it.
 */
export class LogReadings {
  readonly #store: SessionStore;
  readonly #metrics: Metrics;
  readonly #turns: PageTurns;
  readonly #thread: ReadingThread;
  readonly #line = new LineOf(readAtOnce, longestLine);
  /** By session; the one requested last is last. */
  readonly #entries = new Map<string, Entry>();
  /** How many events of a session's log the thread has. */
  readonly #taken = new Map<string, number>();
  #attempts = 0;

  constructor({ store, metrics, turns, thread = startReadingThread }: LogReadingsOptions) {
    this.#store = store;
    this.#metrics = metrics;
    this.#turns = turns;
    this.#thread = thread(() => this.#taken.clear());
    metrics.watchReadings(() => this.#line.length);
  }

  /**
   * What may be told of a session. Rejects where the store fails, the log cannot be read, or the line is too long.
   *
   * @param room with everything that was written by now
   */
  async session(room: SessionRoom): Promise<SessionAnswers> {
    const entry = this.#entries.get(room.id) ?? {};
    this.#entries.delete(room.id);
    this.#entries.set(room.id, entry);
    const end = endOf(room.state, entry);
    if (end !== undefined && entry.told?.version === end) return entry.told.answers;
    if (!entry.running) {
      entry.running = this.#read(room, entry).finally(() => delete entry.running);
      return (await entry.running).answers;
    }
    // The one that is being made may have begun before what this reader has seen.
    entry.next ??= entry.running
      .catch(() => undefined)
      .then(() => {
        delete entry.next;
        return (entry.running ??= this.#read(room, entry).finally(() => delete entry.running));
      });
    return (await entry.next).answers;
  }

  /** What the log of an attempt at homework comes to; undefined of another session. Rejects like `session`. */
  attempt(session: string): Promise<AttemptReading | undefined> {
    const reading = `attempt ${++this.#attempts}`;
    return this.#inLine('attempt', async () => {
      try {
        const state = await readRevealState(this.#store, session, (pages) => this.#turns.each(pages, (page) => page));
        await this.#handAll(reading, revealedPages(this.#store, state));
        return await this.#thread.ask({ do: 'attempt', reading });
      } finally {
        this.#thread.ask({ do: 'drop', reading }).catch(() => undefined);
      }
    });
  }

  /** Forgets a session that was deleted. */
  forget(session: string): void {
    this.#entries.delete(session);
    this.#drop(session);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #read(room: SessionRoom, entry: Entry): Promise<Told> {
    return this.#inLine('session', async () => {
      const { id, state } = room;
      if (entry.told && endOf(state, entry) === entry.told.version) return entry.told;
      // The store has lost what was read.
      if ((this.#taken.get(id) ?? 0) > state.version) this.#drop(id);
      let version = this.#taken.get(id) ?? 0;
      this.#keep(id, version);
      try {
        for await (const taken of this.#hand(id, version, room.revealedPages(version))) {
          this.#keep(id, (version = taken));
        }
        if (isHidden(state)) entry.hidden = { round: state.round, from: version };
        const answers = await this.#thread.ask({ do: 'answer', reading: id });
        entry.told = { version, answers };
      } catch (error) {
        this.#drop(id);
        throw error;
      }
      this.#forgetOldest();
      return entry.told;
    });
  }

  /** Hands pages over to the thread, which has so many events of the log; of each, how many it has then. */
  #hand(reading: string, has: number, pages: ReturnType<typeof revealedPages>): AsyncIterable<number> {
    let version = has;
    return this.#turns.each(pages, (events) => {
      const after = version;
      const taken = (version += events.length);
      return this.#thread.ask({ do: 'take', reading, after, events }).then(() => taken);
    });
  }

  async #handAll(reading: string, pages: ReturnType<typeof revealedPages>): Promise<void> {
    const taken = this.#hand(reading, 0, pages)[Symbol.asyncIterator]();
    while (!(await taken.next()).done);
  }

  #keep(id: string, version: number): void {
    this.#taken.delete(id);
    this.#taken.set(id, version);
    for (const oldest of this.#taken.keys()) {
      if (this.#taken.size <= keptReadings) break;
      this.#drop(oldest);
    }
  }

  #drop(id: string): void {
    if (this.#taken.delete(id)) this.#thread.ask({ do: 'drop', reading: id }).catch(() => undefined);
  }

  #forgetOldest(): void {
    let kept = 0;
    let text = 0;
    for (const [id, { told, running }] of [...this.#entries].reverse()) {
      text += told ? sizeOf(told.answers) : 0;
      if ((++kept > keptAnswers || text > keptText) && !running) this.#entries.delete(id);
    }
  }

  async #inLine<T>(of: 'session' | 'attempt', work: () => Promise<T>): Promise<T> {
    const leave = await this.#line.enter();
    const end = this.#metrics.readingSeconds.startTimer({ of });
    try {
      return await work();
    } finally {
      end();
      leave();
    }
  }
}

/** The version up to which a session's log may be told now, where that is known. */
function endOf(state: RevealState, { hidden }: Entry): number | undefined {
  if (!isHidden(state)) return state.version;
  return hidden?.round === state.round ? hidden.from : undefined;
}

function sizeOf({ report, moments, marks, misconceptions, ownReport, ownMarks }: SessionAnswers): number {
  return [report, moments, marks, misconceptions, ...ownReport.values(), ...ownMarks.values()].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}
