import type { DeskCard } from './cards.ts';

/** The part of a card that has a place in a queue; a card that was dealt with goes to the end. */
export const turnOf = ({ key, turn }: DeskCard): string => turn ?? key;

/**
 * The turns of a queue in their order: what was there keeps its place, and what is new stands behind it, the longest
 * waiting first.
 *
 * @param before the turns as they stood
 */
export function queued(before: readonly string[], cards: readonly DeskCard[]): readonly string[] {
  const turns = new Set(cards.map(turnOf));
  const old = before.filter((turn) => turns.has(turn));
  const known = new Set(old);
  const fresh = [...cards].sort((a, b) => a.since - b.since).map(turnOf);
  return [...old, ...fresh.filter((turn) => !known.has(turn))];
}

/**
 * What a consumer's hands hold: a hand keeps its turn until that is gone, and takes the next one then.
 *
 * @param wanted the turn that has to be in a hand, where there is one
 */
export function inHands(
  before: readonly (string | undefined)[],
  queue: readonly string[],
  wanted?: string,
): readonly (string | undefined)[] {
  const waiting = queue.filter((turn) => !before.includes(turn));
  const hands = before.map((turn) => (turn !== undefined && queue.includes(turn) ? turn : waiting.shift()));
  if (wanted === undefined || hands.includes(wanted) || !queue.includes(wanted)) return hands;
  return [...hands.slice(0, -1), wanted];
}
