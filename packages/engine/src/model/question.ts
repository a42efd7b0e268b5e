import { languages, type Language } from '../base/languages.ts';
import type { Level } from './settings.ts';

/** A text in each language it has; at least one. */
export type Texts = Readonly<Partial<Record<Language, string>>>;

export const questionKinds = ['choose', 'tally', 'fix', 'unknown', 'gap', 'order'] as const;
/**
 * choose: one of several. tally: what a trace leads to. fix: the one repair. unknown: what a role cannot know.
 * gap: between which two steps a crash is unsafe. order: put the steps in order.
 */
export type QuestionKind = (typeof questionKinds)[number];

export interface QuestionOption {
  id: string;
  text: Texts;
  /** The misconception that choosing this option shows; absent on the right one. */
  misconception?: string;
}

/** Two steps of which one comes earlier. */
export interface StepPair {
  first: string;
  then: string;
}

/** Two steps in the wrong order, and the misconception that this order shows. */
export interface StepSlip extends StepPair {
  misconception: string;
}

/**
 * A question as it is asked, whole, so that a log is understood without the file that the question came from.
 * Exactly one of `right` and `rightOrder` is there.
 */
export interface Question {
  id: string;
  kind: QuestionKind;
  level?: Level;
  /** What the answer rests on. */
  fact: Texts;
  prompt: Texts;
  /** Name of the trace that is shown with it. */
  trace?: string;
  options: readonly QuestionOption[];
  /** ID of the right option. */
  right?: string;
  /** Option IDs in the right order; of the kind order. */
  rightOrder?: readonly string[];
  /** The pairs that must stand so; every order that keeps them is right. Without it only `rightOrder` is. */
  before?: readonly StepPair[];
  slips?: readonly StepSlip[];
  explanation: Texts;
}

export const confidences = ['guess', 'think', 'sure'] as const;
export type Confidence = (typeof confidences)[number];

/** What a player answers: one option, or all of them in an order. */
export interface QuestionAnswer {
  choice?: string;
  order?: readonly string[];
  confidence?: Confidence;
}

export interface Grade {
  right: boolean;
  /** What a wrong answer gives away. */
  misconceptions: readonly string[];
}

export const questionLimits = {
  /** In one go. */
  questions: 3,
  options: [2, 9] as readonly [number, number],
  idLength: 40,
  /** Code units of the longest text, in one language. */
  textLength: 600,
  slips: 12,
  pairs: 36,
  answerMs: [5_000, 900_000] as readonly [number, number],
  /** Questions of earlier sessions that a player may answer in this one. */
  recalls: 5,
} as const;

/** Judges an answer. An answer of the wrong shape is wrong and gives nothing away. */
export function gradeAnswer(question: Question, answer: QuestionAnswer): Grade {
  if (question.rightOrder) {
    const { order = [] } = answer;
    const slips = (question.slips ?? []).filter((slip) => stands(order, slip));
    const right =
      order.length === question.rightOrder.length &&
      (question.before
        ? question.before.every((pair) => stands(order, pair))
        : question.rightOrder.every((id, i) => order[i] === id));
    return { right, misconceptions: right ? [] : [...new Set(slips.map(({ misconception }) => misconception))] };
  }
  const right = answer.choice !== undefined && answer.choice === question.right;
  const taken = question.options.find(({ id }) => id === answer.choice)?.misconception;
  return { right, misconceptions: right || taken === undefined ? [] : [taken] };
}

/** Whether both steps of a pair are in an order, in the pair's. */
function stands(order: readonly string[], { first, then }: StepPair): boolean {
  const [a, b] = [order.indexOf(first), order.indexOf(then)];
  return a >= 0 && b >= 0 && a < b;
}

/** Whether an answer says what the question asks for. */
export function fits(question: Question, answer: QuestionAnswer): boolean {
  const ids = question.options.map(({ id }) => id);
  if (!question.rightOrder) return answer.order === undefined && ids.includes(answer.choice ?? '');
  const { order = [] } = answer;
  return answer.choice === undefined && order.length === ids.length && ids.every((id) => order.includes(id));
}

/** What is wrong with a question, in English for developers, or undefined where it can be asked. */
export function questionFault(question: Question): string | undefined {
  const { idLength, options: few, slips: most } = questionLimits;
  const ids = question.options.map(({ id }) => id);
  const isId = (id: string) => id.length > 0 && id.length <= idLength;
  if (!isId(question.id) || !ids.every(isId)) return `an ID has 1 to ${idLength} characters`;
  if (new Set(ids).size !== ids.length) return 'two options have one ID';
  if (ids.length < few[0] || ids.length > few[1]) return `${few[0]} to ${few[1]} options`;
  const texts = [question.fact, question.prompt, question.explanation, ...question.options.map(({ text }) => text)];
  if (!texts.every(isText)) return `a text has 1 to ${questionLimits.textLength} characters, in one language at least`;
  if (question.kind === 'order') {
    const { rightOrder = [], before = [], slips = [] } = question;
    if (question.right !== undefined) return 'steps to be put in order have no right option';
    if (rightOrder.length !== ids.length || !ids.every((id) => rightOrder.includes(id)))
      return 'the right order names every step once';
    if (slips.length > most) return `at most ${most} slips`;
    if (question.before?.length === 0 || before.length > questionLimits.pairs)
      return `1 to ${questionLimits.pairs} pairs`;
    if (!before.every((pair) => stands(rightOrder, pair))) return 'the right order keeps every pair';
    return slips.every(({ first, then }) => stands(rightOrder, { first: then, then: first }))
      ? undefined
      : 'a slip names two steps in the wrong order';
  }
  if (question.rightOrder || question.before || question.slips) return 'only steps to be put in order have an order';
  if (question.right === undefined || !ids.includes(question.right)) return 'no option is the right one';
  const right = question.options.find(({ id }) => id === question.right);
  return right?.misconception === undefined ? undefined : 'the right option names a misconception';
}

/** Whether a text is there in one language at least, and no longer than it may be. */
export function isText(text: Texts): boolean {
  const said = languages.map((language) => text[language]).filter((words) => words !== undefined);
  return said.length > 0 && said.every((words) => words.length > 0 && words.length <= questionLimits.textLength);
}
