import { cardFault, levels, questionFault, type Card, type Level, type Question, type Texts } from '@ack-attack/engine';
import { jsonBytes, readJsonFile, type FileError } from './json-file.ts';
import { wireLimits } from './limits.ts';
import { cardSchema, questionSchema, texts } from './schema.ts';
import { z } from './zod.ts';

/** Questions and cards as a file, the game's own and a teacher's alike. docs/lesson-files.md describes it. */
export interface LessonFile {
  format: 'ack-attack-lesson';
  version: 1;
  id: string;
  title: Texts;
  level?: Level | undefined;
  /** What the level comes down to, in one sentence. */
  crux?: Texts | undefined;
  cards: readonly Card[];
  recap?: Texts | undefined;
  questions: readonly Question[];
}

export type ParsedLesson = { outcome: 'parsed'; lesson: LessonFile } | { outcome: 'refused'; error: FileError };

/** Code units of a file, however generously it is laid out. */
const fileLength = 400_000;
/** Bytes of one question, so that three of them travel in one packet. */
const questionBytes = 9_000;

const lessonFileSchema: z.ZodType<LessonFile> = z.strictObject({
  format: z.literal('ack-attack-lesson'),
  version: z.literal(1),
  id: z.string().min(1).max(wireLimits.idLength),
  title: texts,
  level: z.enum(levels).optional(),
  crux: texts.optional(),
  cards: z.array(cardSchema).max(50),
  recap: texts.optional(),
  questions: z.array(questionSchema).max(200),
});

/**
 * Reads a file of questions and cards: a lesson of which every question can be asked and every card shown, or the
 * first thing that is wrong with it.
 *
 * @param traces the names of the traces that a card or question may show
 * @param misconceptions the misconceptions that a wrong answer may name
 */
export function parseLessonFile(
  text: string,
  traces: ReadonlySet<string>,
  misconceptions: ReadonlySet<string>,
): ParsedLesson {
  const read = readJsonFile(text, lessonFileSchema, fileLength);
  if (read.outcome === 'refused') return read;
  const { value: lesson, errorAt } = read;
  const refused = (...place: Parameters<typeof errorAt>): ParsedLesson => ({
    outcome: 'refused',
    error: errorAt(...place),
  });
  const seen = new Set<string>();
  for (const [index, card] of lesson.cards.entries()) {
    const fault = cardFault(card);
    if (fault !== undefined) return refused(['cards', index], 'wrong-value', fault);
    if (seen.has(card.id)) return refused(['cards', index, 'id'], 'wrong-value', 'two have this ID');
    seen.add(card.id);
    if (card.figure?.kind === 'trace' && !traces.has(card.figure.trace))
      return refused(['cards', index, 'figure', 'trace'], 'wrong-value', 'there is no such trace');
  }
  for (const [index, question] of lesson.questions.entries()) {
    const at = (...path: PropertyKey[]) => ['questions', index, ...path];
    const fault = questionFault(question);
    if (fault !== undefined) return refused(at(), 'wrong-value', fault);
    if (seen.has(question.id)) return refused(at('id'), 'wrong-value', 'two have this ID');
    seen.add(question.id);
    if (question.trace !== undefined && !traces.has(question.trace))
      return refused(at('trace'), 'wrong-value', 'there is no such trace');
    for (const part of ['options', 'slips'] as const) {
      const wrong = (question[part] ?? []).findIndex(
        ({ misconception }) => misconception !== undefined && !misconceptions.has(misconception),
      );
      if (wrong >= 0) return refused(at(part, wrong, 'misconception'), 'wrong-value', 'there is no such misconception');
    }
    const bytes = jsonBytes(question);
    if (bytes > questionBytes) return refused(at(), 'too-long', `${bytes} bytes`);
  }
  return { outcome: 'parsed', lesson };
}

/** A lesson as a file that `parseLessonFile` reads back. */
export function formatLessonFile(lesson: LessonFile): string {
  return `${JSON.stringify(lesson, undefined, 2)}\n`;
}
