/** The largest share that one network gets of what the others leave, so that there is always a place for another. */
const networkShare = 0.9;

/**
 * Whether a network may have one more of something limited.
 *
 * @param own how many it has of `all`
 */
export function isWithinShare(own: number, all: number, limit: number): boolean {
  return own < (limit - (all - own)) * networkShare;
}
