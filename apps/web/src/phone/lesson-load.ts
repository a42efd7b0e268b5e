import { addTexts } from '../shared/i18n/texts.svelte.ts';
import { texts } from '../shared/lesson/text.ts';
import { laterPart } from './later-part.ts';

type LessonScreens = typeof import('./lesson-screens.ts');

let loading: Promise<LessonScreens> | undefined;

/** What a player needs when the teacher asks or shows something, or a question comes back. @throws PartGone */
export function loadLessonScreens(): Promise<LessonScreens> {
  loading ??= Promise.all([laterPart('lesson-screens', () => import('./lesson-screens.ts')), addTexts(texts)]).then(
    ([screens]) => screens,
  );
  return loading;
}
