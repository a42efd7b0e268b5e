import { translate, type Translate } from '../i18n/texts.svelte.ts';

/** For components that every page uses: every page loads these two catalogues. */
export const t: Translate<'common' | 'errors'> = translate;
