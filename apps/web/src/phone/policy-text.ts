import { translate, type TextLoaders, type Translate } from '../shared/i18n/texts.svelte.ts';

/** Sentences of the screens of a round on autopilot. */
export const t: Translate<'common' | 'phone' | 'play' | 'policy' | 'systems'> = translate;

export const policyTexts: TextLoaders = {
  en: () => import('@ack-attack/lesson/catalogues/en/policy.json'),
  ru: () => import('@ack-attack/lesson/catalogues/ru/policy.json'),
};
