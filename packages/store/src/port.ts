import type { GameEvent } from '@ack-attack/engine';

/**
 * The format of the logs that this program writes. It rises with an addition that a program which does not know it would
 * misread; such a program then refuses the session with `newer-file`.
 */
export const logFormat = 1;

/** What a store knows of a session besides its log. Times are epoch milliseconds; `version` is the number of events. */
export interface SessionRecord {
  id: string;
  roomCode: string;
  createdAt: number;
  finishedAt?: number;
  version: number;
}

/** `version` is the log's version after the append, or the one that the expected version was in conflict with. */
export type AppendResult = { outcome: 'appended'; version: number } | { outcome: 'conflict'; version: number };

/** A fold of the first `version` events, as JSON. */
export interface Snapshot {
  version: number;
  data: unknown;
}

/** Called with events in order; `version` is the version of the last of them. Must not throw. */
export type TailListener = (events: readonly GameEvent[], version: number) => void;

/**
 * Holds the logs of sessions. The n-th event of a log has version n, from 1 on; an empty log has version 0.
 *
 * - Values are copied on the way in and out, as JSON keeps them: what is read back may be changed freely.
 * - A write resolves once it is durable, and writes of a session requested one after another take effect in that order,
 *   also without waiting for each other. A read sees at least every write that resolved before it was requested.
 * - Every failure is a `StoreError`; a rejected write has changed nothing, except with the codes `failed` and `away`. The store
 *   remains usable after any of them.
 * - Whatever reads a session whose record or log is damaged rejects with `damaged`; other sessions are not touched by it.
 * - An id or a room code that could never be stored is unknown to the reading methods and `invalid-key` to `create`.
 */
export interface SessionStore {
  /**
   * Creates the record and the first events of its log. The room code is unique among unfinished sessions; with both
   * taken the answer is `id-taken`. Errors: `invalid-key`, `invalid-argument`, `not-json`, `append-too-large`.
   */
  create(
    session: { id: string; roomCode: string; createdAt: number },
    events: readonly GameEvent[],
  ): Promise<'created' | 'id-taken' | 'code-taken'>;

  /**
   * Appends all of the events if the log is at the expected version, else none. Appending nothing only compares the
   * version. A finished session still takes events: only its room code is gone.
   * Errors: `unknown-session`, `invalid-argument`, `not-json`, `append-too-large`.
   */
  append(id: string, expectedVersion: number, events: readonly GameEvent[]): Promise<AppendResult>;

  /** The events after a version, in order, at most `limit` of them. Errors: `unknown-session`, `invalid-argument`. */
  read(id: string, afterVersion: number, limit?: number): Promise<readonly GameEvent[]>;

  /**
   * Calls back with every event after a version, in order, each once and without gaps: first what the log already
   * holds, then what is appended, by this process at once, by others as soon as this process sees it. Never calls
   * back before it returns, nor after its result, which unsubscribes, was called, the session deleted or the store
   * closed. A session that does not exist yet is waited for.
   */
  tail(id: string, afterVersion: number, listener: TailListener): () => void;

  /**
   * Keeps a snapshot in place of the kept one, unless that has a higher version.
   * Errors: `unknown-session`, `invalid-argument`, `not-json`, `snapshot-too-large`.
   */
  saveSnapshot(id: string, snapshot: Snapshot): Promise<void>;

  /** The kept snapshot; none for an unknown session, or where it is damaged. */
  loadSnapshot(id: string): Promise<Snapshot | undefined>;

  find(id: string): Promise<SessionRecord | undefined>;

  /** The unfinished session with this room code. */
  findByRoomCode(code: string): Promise<SessionRecord | undefined>;

  /** Marks the session finished and frees its room code; a second time changes nothing. Errors: `unknown-session`. */
  finish(id: string, at: number): Promise<void>;

  /**
   * At most `limit` (1 to 1,000) sessions, newest first: running ones by `createdAt`, finished ones by `finishedAt`,
   * equal times by id. `before` keeps to those with an earlier time, so the next page begins before the last one's
   * time and leaves out further sessions of that very millisecond.
   */
  list(query: { state: 'running' | 'finished'; limit: number; before?: number }): Promise<readonly SessionRecord[]>;

  /** Deletes the session with its log and snapshot, and ends its tails; an unknown one is deleted already. */
  delete(id: string): Promise<void>;

  /**
   * Deletes finished sessions finished before `finishedBefore`, and unfinished ones created before `abandonedBefore`;
   * returns their ids, in no order.
   */
  purge(limits: { finishedBefore: number; abandonedBefore: number }): Promise<readonly string[]>;

  /** Writes something small and durable; rejects as an append would now. */
  probe(): Promise<void>;

  /** Waits for the writes requested so far, then frees everything; after that all else is refused with `closed`. */
  close(): Promise<void>;
}
