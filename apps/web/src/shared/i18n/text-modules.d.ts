/**
 * Catalogues by their names, joined by plus signs: 'texts:common+errors' is fetched when asked for, 'texts:later/…' by the
 * phone, again and again on a bad network, and 'texts:built-in/…' is in the page in every language. build/text-modules.ts
 * makes them.
 */
declare module 'texts:*' {
  const load: import('./texts.svelte.ts').TextLoader;
  export default load;
}
