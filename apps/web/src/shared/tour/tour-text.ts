import { translate, type TextLoaders, type Translate } from '../i18n/texts.svelte.ts';

export const t: Translate<'tour'> = translate;

export const tourTexts: TextLoaders = {
  en: () => import('./tour-texts-en.ts'),
  ru: () => import('./tour-texts-ru.ts'),
};
