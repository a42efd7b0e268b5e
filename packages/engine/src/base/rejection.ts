/** Why a command was refused. Each has a sentence in the catalogues that says what to do. */
export const rejectionCodes = [
  'wrong-phase',
  'stale-command',
  'too-many-consoles',
  'name-taken',
  'name-invalid',
  'room-full',
  'room-locked',
  'already-joined',
  'banned',
  'seat-claimed',
  'claim-refused',
  'unknown-claim',
  'unknown-player',
  'no-seat',
  'unknown-lane',
  'unknown-seat',
  'unknown-order',
  'unknown-message',
  'unknown-copy',
  'unknown-tag',
  'unknown-delivery',
  'unknown-packet',
  'wrong-role',
  'wrong-place',
  'machine-down',
  'not-offered',
  'machine-busy',
  'prefetch-full',
  'not-next-offset',
  'autopilot',
  'policy-invalid',
  'plan-invalid',
  'limit-reached',
  'settings-invalid',
  'fault-invalid',
  'prediction-invalid',
  'question-invalid',
  'question-open',
  'question-closed',
  'already-answered',
  'answer-invalid',
  'session-exists',
  'homework-closed',
  'attempts-used',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

/** A refusal changes nothing. `detail` is for logs and developers, never for players. */
export interface Rejection {
  code: RejectionCode;
  detail: string;
}

/** Thrown inside `decide` only, which turns it into a value. */
export class Refusal extends Error {
  readonly rejection: Rejection;
  constructor(code: RejectionCode, detail: string) {
    super(`${code}: ${detail}`);
    this.rejection = { code, detail };
  }
}

export function refuse(code: RejectionCode, detail: string): never {
  throw new Refusal(code, detail);
}
