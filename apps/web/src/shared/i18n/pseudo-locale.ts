/**
 * English in accented, longer words: it shows which text is in no catalogue and which has no room. No page offers it; an
 * address or a browser may ask for it.
 */
export const pseudoLocale = 'en-XA';
