import { addTexts, type TextLoaders } from '../../shared/i18n/texts.svelte.ts';
import { texts } from '../../shared/lesson/text.ts';
import { lazyChunk } from '../base/lazy-chunk.ts';

type LessonScreens = typeof import('./lesson-screens.ts');

/** The texts of the lesson, asked for as long as the network loses them. */
const lessonTexts: TextLoaders = {
  en: () => lazyChunk('shared/lesson/quiz-texts-en', texts.en),
  ru: () => lazyChunk('shared/lesson/quiz-texts-ru', texts.ru),
};

let loading: Promise<LessonScreens> | undefined;

/** What a player needs when the teacher asks or shows something, or a question comes back. @throws PartGone */
export function loadLessonScreens(): Promise<LessonScreens> {
  loading ??= Promise.all([
    lazyChunk('quiz/lesson-screens', () => import('./lesson-screens.ts')),
    addTexts(lessonTexts),
  ]).then(([screens]) => screens);
  return loading;
}
