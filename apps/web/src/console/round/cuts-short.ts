import type { HostCommand } from '@ack-attack/engine';

const ends: ReadonlySet<HostCommand['type']> = new Set([
  'closeQuestions',
  'putQuestionsAway',
  'startRound',
  'resumeRound',
  'revealTruth',
  'finishSession',
] as const);

/** Whether a command ends the time to answer or to predict. */
export function cutsShort({ type }: HostCommand): boolean {
  return ends.has(type);
}
