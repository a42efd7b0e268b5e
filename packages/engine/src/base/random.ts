/**
 * Random numbers without a running state: each is a hash of the session's seed and of what it is drawn
 * for. So a draw depends on nothing that happened elsewhere, and "the same faults" stays meaningful when
 * a replay changes a seat's play.
 */
export function random(seed: number, ...purpose: readonly (string | number)[]): number {
  let hash = seed >>> 0;
  for (const part of purpose) {
    if (typeof part === 'number') hash = mix(hash ^ (part >>> 0));
    else for (let i = 0; i < part.length; i++) hash = mix(hash ^ part.charCodeAt(i));
    hash = mix(hash + 0x9e3779b9);
  }
  return (mix(hash) >>> 0) / 0x1_0000_0000;
}

/** A whole number from `low` to `high`, both included. */
export function randomInt(low: number, high: number, seed: number, ...purpose: readonly (string | number)[]): number {
  return low + Math.floor(random(seed, ...purpose) * (high - low + 1));
}

/** The finalizer of MurmurHash3, 32 bits. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
