export const locales = ['en', 'ru'] as const;
export type Locale = (typeof locales)[number];

/** Each language in its own words. */
export const localeNames: Record<Locale, string> = { en: 'English', ru: 'Русский' };

const key = 'ack-attack.language';

function asLocale(tag: string | null | undefined): Locale | undefined {
  const language = tag?.slice(0, 2).toLowerCase();
  return locales.find((locale) => locale === language);
}

/** The language asked for in the address, else the one chosen by hand before, else the browser's first that we have. */
export function preferredLocale(): Locale {
  const asked = asLocale(new URLSearchParams(location.search).get('lang'));
  return asked ?? asLocale(readChoice()) ?? navigator.languages.map(asLocale).find((locale) => locale) ?? 'en';
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
