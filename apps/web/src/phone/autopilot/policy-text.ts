import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';
import { laterPart } from '../base/later-part.ts';

/** Sentences of the screens of a round on autopilot. */
export const t: Translate<'common' | 'phone' | 'play' | 'policy' | 'systems'> = translate;

export const policyTexts: TextLoaders = {
  en: () => laterPart('autopilot/policy-texts-en', () => import('./policy-texts-en.ts')),
  ru: () => laterPart('autopilot/policy-texts-ru', () => import('./policy-texts-ru.ts')),
};
