import { translate, type Translate } from '../i18n/texts.svelte.ts';

/** For pages that load the catalogues of marks and of what a round shows. */
export const t: Translate<'marks' | 'review'> = translate;
