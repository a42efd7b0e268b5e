import type { QuestionAnswer } from '@ack-attack/engine';

/** The options that an answer names, in its order; none where there is no answer. */
export function answeredIds(answer: QuestionAnswer | undefined): readonly string[] {
  return answer?.order ?? (answer?.choice === undefined ? [] : [answer.choice]);
}
