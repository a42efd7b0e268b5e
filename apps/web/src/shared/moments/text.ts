import { translate, type Translate } from '../i18n/texts.svelte.ts';

/** The words of what went wrong, for pages that load the catalogue of marks. */
export const t: Translate<'common' | 'marks'> = translate;
