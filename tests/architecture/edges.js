/*
 * Checks which package imports which, and within a package which room. Exits 1 with a line for each import that is not
 * allowed.
 *
 * A check that sees nothing passes, so it first proves on this very tree that it sees modules and would object.
 */
import { existsSync, readFileSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import { edgeTable, forbiddenEdges } from './edge-table.js';
import { roomTable } from './room-table.js';
import { forbiddenRooms, unusedRooms } from './rooms.js';

/** What is planted breaks each line of it. */
const plantedRooms = { 'tests/architecture/planted': { hall: [], '.': ['.'] } };

const rules = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    // The build makes the modules of texts, and fails where one is of no catalogue.
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^texts:' } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '(^|/)(vite|svelte)\\.config\\.(ts|js)$'] },
      to: {},
    },
  ],
};

/** @param {string[]} places */
async function look(places) {
  const { output } = await cruise(places, {
    validate: true,
    ruleSet: rules,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)dist/', '\\?'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.svelte', '.json'],
    },
  });
  if (typeof output === 'string') throw new Error('dependency-cruiser reported text instead of modules');
  return {
    modules: output.modules,
    problems: output.summary.violations.map(({ from, to, rule }) => `${from}: ${rule.name} (${to})`),
  };
}

/** @returns {string[]} what the check itself fails to see */
function selfTest(modules, planted) {
  const blind = [];
  for (const [name, { imports, typesOf }] of Object.entries(edgeTable)) {
    if (!modules.some(({ source }) => source.startsWith(`${name}/src/`))) blind.push(`saw no module of ${name}`);
    for (const dependency of [...imports, ...typesOf]) {
      const without = (list) => list.filter((entry) => entry !== dependency);
      const stricter = { ...edgeTable, [name]: { imports: without(imports), typesOf: without(typesOf) } };
      if (forbiddenEdges(modules, stricter).length === 0) {
        blind.push(`${name} never imports ${dependency}: take it out of the table, or find out why it is not seen`);
      }
    }
  }
  for (const rule of rules.forbidden) {
    if (!planted.problems.some((problem) => problem.includes(rule.name)))
      blind.push(`${rule.name} did not find what is planted`);
  }
  const rooms = forbiddenRooms(planted.modules, plantedRooms).join('\n');
  for (const mistake of ['hall must not import attic', 'attic is no room']) {
    if (!rooms.includes(mistake)) blind.push(`the check of rooms did not find: ${mistake}`);
  }
  blind.push(...unusedRooms(modules, roomTable));
  // The formatter pads tables.
  const page = readFileSync('ARCHITECTURE.md', 'utf8').replace(/ +/g, ' ');
  for (const [name, { imports, typesOf }] of Object.entries(edgeTable)) {
    const cell = (list) => (list.length > 0 ? list.join(', ') : '–');
    const row = `| ${name} | ${cell(imports)} | ${cell(typesOf)} |`;
    if (!page.includes(row)) blind.push(`ARCHITECTURE.md lacks the row ${row}`);
  }
  return blind;
}

const places = Object.keys(edgeTable)
  .map((name) => `${name}/src`)
  .filter((place) => existsSync(place));
const { modules, problems } = await look(places);
const planted = await look(['tests/architecture/planted']);

const found = [
  ...selfTest(modules, planted),
  ...problems,
  ...forbiddenEdges(modules, edgeTable),
  ...forbiddenRooms(modules, roomTable),
];
for (const line of found) console.error(line);
console.log(`${modules.length} modules, ${found.length} problems`);
process.exitCode = found.length > 0 ? 1 : 0;
