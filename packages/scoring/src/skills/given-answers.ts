import {
  gradeAnswer,
  type Confidence,
  type GameEvent,
  type PlayerId,
  type Question,
  type QuestionAnswer,
  type QuizPurpose,
} from '@ack-attack/engine';

/** What one answer of a player says, once its question is closed. Plain JSON. */
export interface GivenAnswer {
  player: PlayerId;
  /** recall: a question of an earlier session that came back. */
  purpose: QuizPurpose | 'recall';
  question: Question;
  right: boolean;
  confidence?: Confidence;
  /** The misconceptions that a right answer speaks against, and a wrong one for. */
  about: readonly string[];
  /** The version of the log at which it has just been given. */
  version: number;
}

interface Asked {
  purpose: QuizPurpose;
  questions: readonly Question[];
}

/** Gathers the answers of a log event by event. An answer counts when its question closes, a recalled one immediately. */
export class AnswerCollector {
  #asked: Asked | undefined;
  #given: GivenAnswer[] = [];
  #counted: readonly GivenAnswer[] = [];

  /** Of closed questions, in the order of the log. */
  get counted(): readonly GivenAnswer[] {
    return this.#counted;
  }

  /** @param version that of the log with this event */
  take(event: GameEvent, version: number): void {
    switch (event.type) {
      case 'questionsAsked':
        this.#asked = event;
        return;
      case 'questionAnswered': {
        const question = this.#asked?.questions.find(({ id }) => id === event.question);
        if (!this.#asked || !question) return;
        const { purpose } = this.#asked;
        this.#given.push(judged(question, event.answer, { player: event.player, purpose, version }));
        return;
      }
      case 'questionsClosed':
        this.#counted = [...this.#counted, ...this.#given];
        this.#given = [];
        this.#asked = undefined;
        return;
      case 'recallAnswered': {
        const { player, question, answer } = event;
        this.#counted = [...this.#counted, judged(question, answer, { player, purpose: 'recall', version })];
      }
    }
  }
}

/** Every answer of a log that counts. */
export function givenAnswers(events: Iterable<GameEvent>): readonly GivenAnswer[] {
  const collector = new AnswerCollector();
  let version = 0;
  for (const event of events) collector.take(event, ++version);
  return collector.counted;
}

function judged(
  question: Question,
  answer: QuestionAnswer,
  by: Pick<GivenAnswer, 'player' | 'purpose' | 'version'>,
): GivenAnswer {
  const { right, misconceptions } = gradeAnswer(question, answer);
  const { confidence } = answer;
  const about = right ? namedBy(question) : misconceptions;
  return { ...by, question, right, ...(confidence === undefined ? {} : { confidence }), about };
}

/** Every misconception that a wrong answer to the question names. */
export function namedBy({ options, slips = [] }: Question): readonly string[] {
  return [...new Set([...options, ...slips].flatMap(({ misconception }) => misconception ?? []))];
}
