/** Every language of the game by its tag, in its own words. What a text is not in is read in the first. */
export const languageNames = { en: 'English', ru: 'Русский' } as const;
export type Language = keyof typeof languageNames;
export const languages = Object.keys(languageNames) as readonly Language[] as readonly [Language, ...Language[]];
