/**
 * - `unknown-session`: no session has this id.
 * - `invalid-key`: an id or room code is not 1 to 64 visible ASCII characters.
 * - `invalid-argument`: a version, time or limit is not a whole number in its range.
 * - `not-json`: an event is not a JSON object, or a snapshot is not JSON.
 * - `append-too-large`, `snapshot-too-large`: beyond `storeLimits`.
 * - `closed`: the store was closed.
 * - `busy`: another process holds the file's write lock for too long; nothing was written.
 * - `full`: the disk or the permitted size is used up; nothing was written.
 * - `wrong-file`: the file is of another program.
 * - `newer-file`: the file, or a session's log, was written by a newer version of this program.
 * - `damaged`: bytes of the file, of a session's record or of its log are not what was written; with `session` where only
 *   one is hurt.
 * - `locked`: another process has the file for itself.
 * - `away`: the store did not answer in time; whether the write happened is unknown, so read before trying again.
 * - `log-rewritten`: the store has lost events that it had given, and has others in their place.
 * - `failed`: anything else; whether the write happened is unknown, so read before trying again.
 */
export type StoreErrorCode =
  | 'unknown-session'
  | 'invalid-key'
  | 'invalid-argument'
  | 'not-json'
  | 'append-too-large'
  | 'snapshot-too-large'
  | 'closed'
  | 'busy'
  | 'full'
  | 'wrong-file'
  | 'newer-file'
  | 'damaged'
  | 'locked'
  | 'away'
  | 'log-rewritten'
  | 'failed';

/** The only error a store throws or rejects with. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The only session that it is about, where that is known. */
  readonly session?: string;

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown; session?: string }) {
    super(message, options);
    this.code = code;
    if (options?.session !== undefined) this.session = options.session;
  }
}

/** The error for bytes that are not what was written. */
export function damaged(what: string, cause?: unknown, session?: string): StoreError {
  return new StoreError('damaged', what, { cause, ...(session === undefined ? {} : { session }) });
}

/** The error for an id that no session has. */
export function unknownSession(id: string): StoreError {
  return new StoreError('unknown-session', `no session ${JSON.stringify(id)}`);
}
