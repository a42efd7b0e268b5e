import { kinds } from './damage.ts';
import { runTrials } from './run-trials.ts';

/** Damages as many session files and prints what became of their sessions; returns whether all went as it must. */
export async function reportCorruption(first: number, count: number, print: (line: string) => void): Promise<boolean> {
  const results = await runTrials(Array.from({ length: count }, (_, index) => first + index));
  for (const kind of kinds) {
    const ofKind = results.filter((result) => result.kind === kind);
    const sum = (name: 'whole' | 'refused' | 'shortened' | 'gone') =>
      ofKind.reduce((total, result) => total + (result[name] ?? 0), 0);
    print(
      `${kind}: ${ofKind.length} files, sessions whole ${sum('whole')}, refused ${sum('refused')}, ` +
        `shortened ${sum('shortened')}, gone ${sum('gone')}, files set aside ${ofKind.filter((r) => r.setAside).length}`,
    );
  }
  for (const { seed, kind, mistakes } of results) for (const mistake of mistakes) print(`${seed}, ${kind}: ${mistake}`);
  return results.every(({ mistakes }) => mistakes.length === 0);
}
