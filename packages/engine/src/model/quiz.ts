import type { Card } from './card.ts';
import type { PlayerId } from '../base/ids.ts';
import type { Question, QuestionAnswer } from './question.ts';

export const quizPurposes = ['question', 'ticket'] as const;
/** question: asked in passing. ticket: an exit ticket, with how sure one is; no scores show while it is open. */
export type QuizPurpose = (typeof quizPurposes)[number];

/** Questions that were asked together. They stay after closing, for all to look at, until the host puts them away. */
export interface Quiz {
  /** Counts up from 1 in a session. */
  number: number;
  purpose: QuizPurpose;
  questions: readonly Question[];
  /** Session ms. */
  askedAt: number;
  /** Session ms at which it closes automatically: later than `answerMs` where a player has extra time. */
  closesAt?: number;
  /** How long it is open for a class without extra time. */
  answerMs?: number;
  closed: boolean;
  /** By player and question; the first answer stands. */
  answers: Readonly<Record<PlayerId, Readonly<Record<string, QuestionAnswer>>>>;
}

/** Over all closed questions of a session. */
export interface QuizScore {
  answered: number;
  right: number;
}

export type QuizHostCommand =
  | { type: 'askQuestions'; purpose: QuizPurpose; questions: readonly Question[]; answerMs?: number }
  | { type: 'closeQuestions' }
  | { type: 'putQuestionsAway' }
  /** Shows a card, in place of one that is shown. */
  | { type: 'showCard'; card: Card }
  | { type: 'hideCard' };

export type QuizPlayerCommand = AnswerQuestion | AnswerRecall;

interface AnswerQuestion {
  type: 'answerQuestion';
  /** Which quiz it belongs to, so that an answer that comes late never counts for the next one. */
  quiz: number;
  question: string;
  answer: QuestionAnswer;
}

/** A question that the player met in an earlier session comes back; the player's device kept it. */
interface AnswerRecall {
  type: 'answerRecall';
  question: Question;
  answer: QuestionAnswer;
}

export type QuizFact =
  | {
      type: 'questionsAsked';
      quiz: number;
      purpose: QuizPurpose;
      questions: readonly Question[];
      /** Session ms, for a class without extra time. */
      closesAt?: number;
    }
  | { type: 'questionAnswered'; player: PlayerId; question: string; answer: QuestionAnswer }
  | { type: 'questionsClosed' }
  | { type: 'questionsPutAway' }
  | { type: 'recallAnswered'; player: PlayerId; question: Question; answer: QuestionAnswer }
  | { type: 'cardShown'; card: Card }
  | { type: 'cardHidden' };

/** Where play stands still, so that everybody has a hand free. */
export const quizPhases = ['lobby', 'paused', 'predicting', 'revealed'] as const;

export function openQuiz({ quiz }: { quiz?: Quiz | undefined }): Quiz | undefined {
  return quiz && !quiz.closed ? quiz : undefined;
}

/** How many of the connected players have not answered everything. */
export function waitingFor(players: readonly { id: PlayerId; connected: boolean }[], quiz: Quiz): number {
  return players.filter(({ id, connected }) => connected && !hasAnsweredAll(quiz, id)).length;
}

export function hasAnsweredAll({ questions, answers }: Quiz, player: PlayerId): boolean {
  return questions.every(({ id }) => answers[player]?.[id] !== undefined);
}

const quizFacts: ReadonlySet<string> = new Set<QuizFact['type']>([
  'questionsAsked',
  'questionAnswered',
  'questionsClosed',
  'questionsPutAway',
  'recallAnswered',
  'cardShown',
  'cardHidden',
]);

/** Whether an event is about questions or cards. */
export function isQuizFact<T extends { type: string }>(fact: T): fact is Extract<T, QuizFact> {
  return quizFacts.has(fact.type);
}
