import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences of what a revealed round shows. */
export const t: Translate<'common' | 'console' | 'marks' | 'review'> = translate;

export const reviewTexts: TextLoaders = {
  en: () => import('./review-texts-en.ts'),
  ru: () => import('./review-texts-ru.ts'),
};
