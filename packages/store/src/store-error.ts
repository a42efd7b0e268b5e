/**
 * - `unknown-session`: no session has this id.
 * - `invalid-key`: an id or room code is not 1 to 64 visible ASCII characters.
 * - `invalid-argument`: a version, time or limit is not a whole number in its range.
 * - `not-json`: an event is not a JSON object, or a snapshot is not JSON.
 * - `append-too-large`, `snapshot-too-large`: beyond `storeLimits`.
 * - `closed`: the store was closed.
 * - `busy`: another process holds the file's write lock for too long; nothing was written.
 * - `full`: the disk or the permitted size is used up; nothing was written.
 * - `wrong-file`: the file is no session store, or is damaged.
 * - `newer-file`: the file was written by a newer version of this program.
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
  | 'away'
  | 'log-rewritten'
  | 'failed';

/** The only error a store throws or rejects with. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The error for an id that no session has. */
export function unknownSession(id: string): StoreError {
  return new StoreError('unknown-session', `no session ${JSON.stringify(id)}`);
}
