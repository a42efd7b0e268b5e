/**
 * The device's first language that Intl takes, as numbers and lists are written on it. A browser may name its language as
 * the system does: `C`, `en-US@posix` or `ru_RU.UTF-8`. Undefined leaves it to Intl.
 */
export function deviceLocale(tags: readonly string[] = navigator.languages): string | undefined {
  return tags.map((tag) => tag.replace(/[.@].*$/, '').replaceAll('_', '-')).find(isLanguageTag);
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
