import lessonTexts from 'texts:later/quiz';
import { addTexts } from '../../shared/i18n/texts.svelte.ts';
import { lazyChunk } from '../base/lazy-chunk.ts';

type LessonScreens = typeof import('./lesson-screens.ts');

let loading: Promise<LessonScreens> | undefined;

/** What a player needs when the teacher asks or shows something, or a question comes back. @throws PartGone */
export function loadLessonScreens(): Promise<LessonScreens> {
  loading ??= Promise.all([
    lazyChunk('quiz/lesson-screens', () => import('./lesson-screens.ts')),
    addTexts(lessonTexts),
  ]).then(([screens]) => screens);
  return loading;
}
