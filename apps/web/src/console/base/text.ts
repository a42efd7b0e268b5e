import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** The page's sentences. */
export const t: Translate<'board' | 'common' | 'errors' | 'console' | 'plans' | 'reveal' | 'systems'> = translate;

export const texts: TextLoaders = { en: () => import('./texts-en.ts'), ru: () => import('./texts-ru.ts') };
