import { languages, type Language } from '@ack-attack/engine/languages';
import { pseudoLocale } from './pseudo-locale.ts';

/** A language that pages are built in. */
export type Locale = Language | typeof pseudoLocale;

const key = 'ack-attack.language';

function asLocale(tag: string | null): Locale | undefined {
  if (tag === pseudoLocale) return tag;
  const language = tag?.slice(0, 2).toLowerCase();
  return languages.find((known) => known === language);
}

export function languageOf(locale: Locale): Language {
  return locale === pseudoLocale ? 'en' : locale;
}

/** The language asked for in the address, else the one chosen by hand before, else the browser's first that we have. */
export function preferredLocale(): Locale {
  const asked = new URLSearchParams(location.search).get('lang');
  const wished = [asked, readChoice(), ...navigator.languages];
  return wished.map(asLocale).find((locale) => locale) ?? languages[0];
}

// Storage is refused in some private modes; the choice then lasts as long as the page.
function readChoice(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keepChoice(locale: Locale): void {
  try {
    localStorage.setItem(key, locale);
  } catch {
    return;
  }
}
