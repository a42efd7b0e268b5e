import { gradeAnswer, type Question, type QuestionAnswer } from '@ack-attack/engine';
import type { QuestionResult } from '@ack-attack/protocol';
import { storeList, storedList } from '../../shared/base/stored-list.ts';
import { fieldsOf } from '../../shared/base/stored-value.ts';

/*
 * Questions that this device's owner has met, kept on this device only. Each comes back in a later session: a right
 * answer sends it further away, a wrong one brings it back the same day.
 */

const key = 'ack-attack/phone/recall';
const dayMs = 86_400_000;
/** How long a question stays away after so many right answers in a row. */
const restDays = [1, 3, 7, 21, 60] as const;
/** After a wrong answer: not in the same lesson, but in the next one. */
const wrongRestMs = dayMs / 3;
const mostKept = 60;
const mostAtOnce = 3;

interface Entry {
  question: Question;
  /** Right answers in a row, at most as many as there are rests. */
  streak: number;
  /** Epoch ms. */
  dueAt: number;
  /** The room that it was last met in; it does not come back there. */
  room: string;
}

/** Takes down what came of closed questions that the player answered. `now` is epoch ms. */
export function rememberResults(
  results: readonly QuestionResult[],
  answers: Readonly<Record<string, QuestionAnswer>>,
  room: string,
  now: number,
): void {
  for (const { question } of results) {
    const answer = answers[question.id];
    const known = read().find((entry) => entry.question.id === question.id);
    // A page that is loaded again shows the same result again.
    if (!answer || known?.room === room) continue;
    remember(question, gradeAnswer(question, answer).right, room, now);
  }
}

/** Takes down one answer. */
export function remember(question: Question, right: boolean, room: string, now: number): void {
  const entries = read();
  const known = entries.find((entry) => entry.question.id === question.id);
  const streak = right ? Math.min((known?.streak ?? 0) + 1, restDays.length) : 0;
  const dueAt = now + (right ? dayMs * restDays[streak - 1]! : wrongRestMs);
  const others = entries.filter((entry) => entry !== known);
  storeList(key, [{ question, streak, dueAt, room }, ...others], mostKept);
}

/** What should come back now, longest due first. */
export function dueQuestions(room: string, now: number): readonly Question[] {
  // What was written down last stands first.
  return [...read()]
    .reverse()
    .filter((entry) => entry.dueAt <= now && entry.room !== room)
    .sort((a, b) => a.dueAt - b.dueAt)
    .slice(0, mostAtOnce)
    .map(({ question }) => question);
}

function read(): readonly Entry[] {
  return storedList(key, (entry) => (isEntry(entry) ? entry : undefined));
}

function isEntry(entry: unknown): entry is Entry {
  const { question, dueAt } = fieldsOf(entry);
  const { id, options } = fieldsOf(question);
  return typeof id === 'string' && Array.isArray(options) && Number.isFinite(dueAt);
}
