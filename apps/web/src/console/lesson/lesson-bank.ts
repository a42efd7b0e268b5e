import type { Card, Level } from '@ack-attack/engine';
import junior from '@ack-attack/lesson/content/junior.json';
import middle from '@ack-attack/lesson/content/middle.json';
import senior from '@ack-attack/lesson/content/senior.json';
import zero from '@ack-attack/lesson/content/zero.json';
import { traces } from '@ack-attack/lesson/trace';
import { parseLessonFile, type LessonFile, type ParsedLesson } from '@ack-attack/protocol/lesson-file';
import { misconceptionIds } from '@ack-attack/scoring';
import { storeList, storedList } from '../../shared/base/stored-list.ts';

/** The game's own lessons. */
export const bank = { zero, junior, middle, senior } as unknown as Readonly<Record<Level, LessonFile>>;

const traceNames = new Set(traces.keys());
const knownMisconceptions: ReadonlySet<string> = new Set(misconceptionIds);
const key = 'ack-attack/console/lessons';

/** What a teacher's file holds, or its first line that is wrong. */
export function readLesson(text: string): ParsedLesson {
  return parseLessonFile(text, traceNames, knownMisconceptions);
}

/** Files that the teacher loaded in this browser, newest first. */
export function keptLessons(): readonly LessonFile[] {
  return storedList(key, (entry) => {
    const parsed = readLesson(JSON.stringify(entry));
    return parsed.outcome === 'parsed' ? parsed.lesson : undefined;
  });
}

/** Keeps these files and no others. */
export function keepLessons(lessons: readonly LessonFile[]): void {
  storeList(key, lessons);
}

/** All that a lesson can show: its crux, its cards and its recap. */
export function cardsOf({ id, title, crux, cards, recap }: LessonFile): { about?: 'crux' | 'recap'; card: Card }[] {
  const framed = (about: 'crux' | 'recap', body: Card['body'] | undefined) =>
    body ? [{ about, card: { id: `${about} ${id}`.slice(0, 40), title, body } }] : [];
  return [...framed('crux', crux), ...cards.map((card) => ({ card })), ...framed('recap', recap)];
}
