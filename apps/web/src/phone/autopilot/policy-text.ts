import { translate, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences of the screens of a round on autopilot. */
export const t: Translate<'common' | 'phone' | 'play' | 'policy' | 'systems'> = translate;

export { default as policyTexts } from 'texts:later/policy';
