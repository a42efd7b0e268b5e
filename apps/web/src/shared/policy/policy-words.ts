import { translate, type Translate } from '../i18n/texts.svelte.ts';

/** Sentences about the settings of a policy. */
export const t: Translate<'policy'> = translate;
