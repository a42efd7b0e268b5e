import { benchEngine } from './engine.ts';

/** They report, and hold nothing against a slow machine. */
const benches: Readonly<Record<string, () => readonly string[]>> = { engine: benchEngine };

const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const bench = benches[name];
  if (bench) {
    process.stdout.write(`${name}\n${bench().join('\n')}\n`);
  } else {
    process.stderr.write(`There is no ${name}: pnpm bench [${Object.keys(benches).join(' ')}]\n`);
    process.exitCode = 2;
  }
}
