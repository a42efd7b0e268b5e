import type { RejectionCode } from '@ack-attack/engine';

/** What can go wrong before a command reaches the engine. */
export const wireCodes = [
  /** Not JSON of the shape that was expected. */
  'malformed',
  /** Larger than a packet may be. */
  'too-large',
  /** More packets than a person can make. */
  'rate-limited',
  'unknown-room',
  'unknown-session',
  /** There is no such homework, or it was deleted. */
  'unknown-homework',
  /** The secret is not one of this session's. */
  'bad-token',
  /** A command before hello, or one that this side may not give. */
  'not-allowed',
  /** The page comes from an address that the server does not know as its own. */
  'wrong-origin',
  /** The page is older or newer than the server. */
  'version-mismatch',
  /** A newer connection has taken this seat over. */
  'superseded',
  /** The store did not take the event in time; the command may be sent again. */
  'store-unavailable',
  /** Bytes of the session's log are not what was written. */
  'session-damaged',
  /** The session's log was written by a newer version of the server. */
  'session-newer',
  'passcode-needed',
  'not-finished',
  'server-full',
  /** A name that the filter keeps from the screens. */
  'name-abusive',
  /** The teacher is being asked whether the seat may be had; `retryAfterMs` says when to ask what came of it. */
  'claim-waiting',
  /** The teacher has given this seat to another device. */
  'seat-handed-over',
  /** Connected clients keep the server's capacity; `retryAfterMs` says when to ask again. */
  'busy',
  /** A session has as many stages or consoles open as it may have. */
  'too-many-screens',
  /** The session's log is as long as it may be: the round can be ended and revealed, and nothing else. */
  'log-full',
  'internal',
] as const;
export type WireCode = (typeof wireCodes)[number];

/** The closed set of codes that a client can meet. Each has a sentence in the catalogues. */
export type ErrorCode = RejectionCode | WireCode;
