import { translate, type Translate } from '../i18n/texts.svelte.ts';

/** For components that show misconceptions: each page that uses one loads these catalogues. */
export const t: Translate<'marks' | 'report'> = translate;
