import { translate, type Translate } from '../i18n/texts.svelte.ts';

/** The board's words, which stage, console and replay load. */
export const t: Translate<'common' | 'board'> = translate;
