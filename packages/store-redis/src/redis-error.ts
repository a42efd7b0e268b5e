import { StoreError } from '@ack-attack/store';
import { ErrorReply } from 'redis';

/** What Redis answers while it is starting, changing its master or moving slots: asked again, it will do. */
const passing =
  /^(?:LOADING|READONLY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS|MOVED|ASK|BUSY|UNBLOCKED|MISCONF|CLUSTER|NOQUORUM|IDONTKNOW)\b/;

/** Whether asking again may help. What is no answer of Redis is a broken or missing connection. */
export function mayPass(error: unknown): boolean {
  if (error instanceof StoreError) return false;
  // A slot that is moving leads to a master that gets the functions only when the slot is its own.
  return !(error instanceof ErrorReply) || passing.test(error.message) || isFunctionMissing(error);
}

/** Whether the connection leads to a server that cannot serve. */
export function isMisplaced(error: unknown): boolean {
  return !(error instanceof ErrorReply) || /^(?:READONLY|MASTERDOWN|LOADING)\b/.test(error.message);
}

export function isFunctionMissing(error: unknown): boolean {
  return error instanceof ErrorReply && /function not found/i.test(error.message);
}

/** The store's own error for what asking again will not mend. */
export function redisStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('OOM')) return new StoreError('full', 'Redis has used up its memory', { cause: error });
  return new StoreError('failed', `Redis refused: ${message}`, { cause: error });
}

/** The error for a Redis that did not answer in time. */
export function away(cause: unknown): StoreError {
  const why = cause instanceof Error && cause.message ? `: ${cause.message}` : '';
  return new StoreError('away', `Redis cannot be reached${why}`, { cause });
}
