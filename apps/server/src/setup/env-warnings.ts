import { distance } from 'fastest-levenshtein';

const prefix = /^ACK_(?:ATTACK_)?/;

/**
 * A sentence for each variable that looks as if it was meant for this server and is none of its own: a setting that is
 * quietly ignored is found out too late.
 *
 * @param known the names that the server reads
 */
export function envWarnings(env: Readonly<Record<string, string | undefined>>, known: readonly string[]): string[] {
  return Object.keys(env).flatMap((name) => {
    if (known.includes(name)) return [];
    const bare = name.replace(prefix, '');
    const meant = known.find((candidate) => isNear(bare, candidate));
    if (bare === name && meant === undefined) return [];
    return [
      `${name} is not a setting of this server and is ignored.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    ];
  });
}

/** Short names are near too much that has a meaning of its own, such as PORT and SORT. */
function isNear(name: string, candidate: string): boolean {
  return name === candidate || (candidate.length >= 8 && distance(name, candidate) <= 2);
}
