import { addTexts, translate, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { texts } from '../../shared/lesson/text.ts';
import { reviewTexts } from '../results/review-text.ts';

/** Sentences of questions and cards, and the names of the misconceptions. */
export const t: Translate<'common' | 'marks' | 'quiz'> = translate;

/** To be awaited before what says them is mounted. */
export async function addLessonTexts(): Promise<void> {
  await Promise.all([addTexts(texts), addTexts(reviewTexts)]);
}
