import en from '@ack-attack/lesson/catalogues/en/join.json';
import ru from '@ack-attack/lesson/catalogues/ru/join.json';
import { translate, type TextLoaders, type Translate } from '../../shared/i18n/texts.svelte.ts';

/** Sentences of the first screen. */
export const t: Translate<'join'> = translate;

/** Both languages are in the page: a second trip for one would cost more than the other weighs. */
export const joinTexts: TextLoaders = {
  en: () => Promise.resolve({ default: en }),
  ru: () => Promise.resolve({ default: ru }),
};
