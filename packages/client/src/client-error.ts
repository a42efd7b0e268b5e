import type { ErrorCode, Refused } from '@ack-attack/protocol';

/** closed: the client was closed or has left before the answer came. */
export type ClientErrorCode = ErrorCode | 'closed';

/** What every promise of the client rejects with. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** For a name that is taken: one that is free. */
  readonly suggestion: string | undefined;
  /** Whether a player in the room has the requested name, so that the seat can be claimed. */
  readonly claimable: boolean;

  constructor(code: ClientErrorCode, { suggestion, claimable }: Pick<Refused, 'suggestion' | 'claimable'> = {}) {
    super(code);
    this.name = 'ClientError';
    this.code = code;
    this.suggestion = suggestion;
    this.claimable = claimable === true;
  }
}
