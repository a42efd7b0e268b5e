/** How long the screens count down over the beginning of a round, in game ms. The game's clock runs meanwhile. */
export const leadInMs = 3_000;
const goMs = 700;

/** What a screen counts at a game time: 3, 2, 1, then 0 for a moment. Undefined once play has the screen. */
export function leadInAt(gameMs: number): 3 | 2 | 1 | 0 | undefined {
  if (gameMs >= leadInMs + goMs) return undefined;
  return Math.max(0, Math.ceil((leadInMs - Math.max(0, gameMs)) / 1_000)) as 3 | 2 | 1 | 0;
}

/** Ms of game time until the screen counts something else. */
export function leadInChangesIn(gameMs: number): number {
  const from = Math.max(0, gameMs);
  return from < leadInMs ? 1_000 - (from % 1_000) : Math.max(0, leadInMs + goMs - from);
}
