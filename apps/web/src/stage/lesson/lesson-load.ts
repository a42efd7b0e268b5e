import { addTexts } from '../../shared/i18n/texts.svelte.ts';
import { texts } from '../../shared/lesson/text.ts';

/** The scene of questions and cards with its words; it brings the engine, so it comes when it is needed. */
export async function loadLessonScene(): Promise<typeof import('../scenes/lesson-scene.svelte').default> {
  const [{ default: LessonScene }] = await Promise.all([import('../scenes/lesson-scene.svelte'), addTexts(texts)]);
  return LessonScene;
}
