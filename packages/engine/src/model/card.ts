import { isText, questionLimits, type Texts } from './question.ts';

/**
 * What a card shows beside its words. trace: a story that the engine plays. contracts: the three at a glance.
 * steps: the way of one order. generals: messengers between two generals, of which the last is always unknown.
 */
export type Figure =
  | { kind: 'trace'; trace: string }
  | { kind: 'contracts' }
  | { kind: 'steps' }
  /** How many messengers have been sent, the first one with the plan itself. */
  | { kind: 'generals'; messengers: number };

/** A theory card, shown whole to everybody while play stands still. */
export interface Card {
  id: string;
  title: Texts;
  body: Texts;
  figure?: Figure;
  /** Of a free recall: readers say it in their own words first, and then compare. */
  answer?: Texts;
}

export const cardLimits = { messengers: 20 } as const;

/** What is wrong with a card, in English for developers, or undefined where it can be shown. */
export function cardFault({ id, title, body, figure, answer }: Card): string | undefined {
  if (id.length === 0 || id.length > questionLimits.idLength)
    return `an ID has 1 to ${questionLimits.idLength} characters`;
  if (![title, body, ...(answer ? [answer] : [])].every(isText))
    return `a text has 1 to ${questionLimits.textLength} characters, in one language at least`;
  if (figure?.kind !== 'generals') return undefined;
  const { messengers } = figure;
  const possible = Number.isInteger(messengers) && messengers >= 0 && messengers <= cardLimits.messengers;
  return possible ? undefined : `0 to ${cardLimits.messengers} messengers`;
}
