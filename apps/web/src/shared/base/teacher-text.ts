import { translate, type Translate } from '../i18n/texts.svelte.ts';

/** For components that only teachers' pages use: each of those loads these catalogues. */
export const t: Translate<'common' | 'console' | 'systems'> = translate;
