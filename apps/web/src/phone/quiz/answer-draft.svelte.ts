import { confidences, type Confidence, type QuestionAnswer } from '@ack-attack/engine';
import type { AskedQuestion } from '@ack-attack/protocol';

/** What the player is about to answer. */
export class AnswerDraft {
  readonly #question: AskedQuestion;
  readonly #asksConfidence: boolean;
  choice = $state<string>();
  order = $state.raw<readonly string[]>([]);
  confidence = $state<Confidence>();

  constructor(question: AskedQuestion, asksConfidence: boolean) {
    this.#question = question;
    this.#asksConfidence = asksConfidence;
    this.order = question.options.map(({ id }) => id);
  }

  get complete(): boolean {
    const chosen = this.#question.kind === 'order' || this.choice !== undefined;
    return (
      chosen && (!this.#asksConfidence || (this.confidence !== undefined && confidences.includes(this.confidence)))
    );
  }

  get answer(): QuestionAnswer {
    const { choice, order, confidence } = this;
    return {
      ...(this.#question.kind === 'order' ? { order } : choice === undefined ? {} : { choice }),
      ...(confidence === undefined ? {} : { confidence }),
    };
  }
}
