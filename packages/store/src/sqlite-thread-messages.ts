import type { SqliteOpening } from './sqlite-opening.ts';
import type { SqliteCall } from './sqlite-sessions.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

/** How a thread opens its file. */
export interface ThreadOpening extends Omit<SqliteOpening, 'onDamage'> {
  use: 'writes' | 'reads';
  /** Whether the process has the file for itself; what is found damaged comes as messages. */
  alone: boolean;
  /** Whether a thread before this one had it open. */
  again: boolean;
}

/** What a thread is asked; one message holds several, to be done in their order. */
export interface ThreadRequest {
  number: number;
  ask: ['open', ThreadOpening] | ['close'] | SqliteCall;
}

/** What a thread says; one message holds several. */
export type ThreadReply =
  { number: number; answer: unknown } | { number: number; failure: StoreFailure } | { finding: string };

/** A `StoreError` as it travels between threads, where an error would lose its fields. */
export interface StoreFailure {
  code: StoreErrorCode;
  message: string;
  session?: string;
  cause?: string;
}

export function failureOf({ code, message, session, cause }: StoreError): StoreFailure {
  return {
    code,
    message,
    ...(session === undefined ? {} : { session }),
    ...(cause === undefined ? {} : { cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  };
}

export function errorOf({ code, message, session, cause }: StoreFailure): StoreError {
  return new StoreError(code, message, {
    ...(session === undefined ? {} : { session }),
    ...(cause === undefined ? {} : { cause: new Error(cause) }),
  });
}
