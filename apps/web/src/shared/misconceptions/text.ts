import { translate, type Translate } from '../i18n/texts.svelte.ts';

/** For components that show misconceptions: each page that uses one loads these catalogues. */
export const t: Translate<'marks' | 'report'> = translate;

/** For the picture of a class's misconceptions, on pages that load what a round shows in place of the report. */
export const pictureText: Translate<'marks' | 'review'> = translate;
