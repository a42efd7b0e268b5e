/**
 * How many times a second of processor time each work gets done, the median of several turns. The works take
 * turns, so that a machine that slows down slows all of them.
 *
 * @param size how often one call does the work
 */
export function paces<Name extends string>(
  works: Record<Name, { size: number; run: () => void }>,
  turns = 7,
): Record<Name, number> {
  const names = Object.keys(works) as Name[];
  const seen = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  // The first turn warms the compiler up.
  for (let turn = 0; turn <= turns; turn++) {
    for (const name of names) {
      const { size, run } = works[name];
      const before = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(before);
      if (turn > 0) seen[name].push((size * 1_000_000) / (user + system));
    }
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  return Object.fromEntries(names.map((name) => [name, median(seen[name])])) as Record<Name, number>;
}
