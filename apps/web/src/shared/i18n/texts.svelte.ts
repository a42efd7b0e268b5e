import { formatToParts } from 'intl-messageformat';
import type { Language } from '@ack-attack/engine/languages';
import type { CatalogueName, TextKey } from './keys.ts';
import { keepChoice, languageOf, preferredLocale, type Locale } from './locales.ts';

type Elements = Parameters<typeof formatToParts>[0];
/** A catalogue as the build leaves it: messages without arguments stay strings. */
type Texts = Readonly<Record<string, string | Elements>>;
/** Loads some catalogues in one language. */
export type TextLoader = (locale: Locale) => Promise<{ default: object }>;
export type TextParams = Readonly<Record<string, string | number>>;
/** A sentence in the chosen language; typed by the catalogues that the page loads. */
export type Translate<Name extends CatalogueName> = (key: TextKey<Name>, params?: TextParams) => string;

let current = $state<Locale>('en');
let texts = $state.raw<Texts>({});
const loaders: TextLoader[] = [];

const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function kept<T>(cache: Map<string, T>, options: object | undefined, make: () => T): T {
  const key = current + JSON.stringify(options);
  const known = cache.get(key);
  if (known) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

const formatters = {
  getNumberFormat: (_: unknown, options?: Intl.NumberFormatOptions) =>
    kept(numbers, options, () => new Intl.NumberFormat(current, options)),
  getPluralRules: (_: unknown, options?: Intl.PluralRulesOptions) =>
    kept(plurals, options, () => new Intl.PluralRules(current, options)),
  getDateTimeFormat: (_: unknown, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(current, options),
} as Parameters<typeof formatToParts>[2];
const formats = { number: {}, date: {}, time: {} };

/** The chosen language. Reading it in a component makes the component follow it. */
export function locale(): Locale {
  return current;
}

/** The chosen language, of which there are names and questions too. */
export function language(): Language {
  return languageOf(current);
}

/** Loads a page's texts in the language the reader prefers. To be awaited before the page is mounted. */
export async function loadTexts(page: TextLoader): Promise<void> {
  loaders.push(page);
  await show(preferredLocale());
}

/** Loads the texts of what a page shows later. To be awaited before that is mounted. */
export async function addTexts(more: TextLoader): Promise<void> {
  if (loaders.includes(more)) return;
  let wanted: Locale;
  let loaded: { default: object };
  do {
    wanted = current;
    loaded = await more(wanted);
  } while (wanted !== current);
  loaders.push(more);
  texts = { ...texts, ...(loaded.default as Texts) };
}

/** Changes the language by hand, for this page and the next visits. */
export async function chooseLocale(next: Locale): Promise<void> {
  await show(next);
  keepChoice(next);
}

async function show(next: Locale): Promise<void> {
  let known: number;
  let loaded: readonly { default: object }[];
  // What is added meanwhile is in the language before.
  do {
    known = loaders.length;
    loaded = await Promise.all(loaders.map((load) => load(next)));
  } while (known < loaders.length);
  // The build replaced the JSON by compiled messages, which its type cannot say.
  texts = Object.assign({}, ...loaded.map((catalogue) => catalogue.default)) as Texts;
  current = next;
  document.documentElement.lang = next;
}

/** For pages: `export const t: Translate<'common' | 'errors' | 'phone'> = translate`. */
export function translate(key: string, params?: TextParams): string {
  const message = texts[key];
  if (message === undefined) throw new Error(`this page loads no text ${key}`);
  if (typeof message === 'string') return message;
  const parts = formatToParts(message, current, formatters, formats, params as Record<string, string | number>);
  return parts.map((part) => String(part.value)).join('');
}

/** A number in the chosen language. */
export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return kept(numbers, options, () => new Intl.NumberFormat(current, options)).format(value);
}

/** Minutes and seconds that are left, rounded up so that 0:00 is the end. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
