// What a small change needs, side by side: types, lint of the changed files, edges, and the tests that the change reaches,
// but for those that start processes or need a build, and those of the server where only packages were changed.
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const git = (...args) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
const changed = [
  ...git('diff', '--name-only', '--diff-filter=d', 'HEAD'),
  ...git('ls-files', '--others', '--exclude-standard'),
];
const sources = changed.filter((file) => /\.(ts|js|svelte)$/.test(file));

const startsProcesses = 'tests/(builds|wire/redis-process).ts|child_process';
const slow = git('grep', '-lE', startsProcesses, '--', 'packages/*/test/*', 'apps/*/test/*');
if (!changed.some((file) => file.startsWith('apps/server/'))) slow.push('apps/server/test/**');

const checks = {
  types: ['pnpm', 'typecheck'],
  ...(sources.length > 0 && { lint: ['node_modules/.bin/eslint', ...sources] }),
  ...(changed.length > 0 && {
    format: ['node_modules/.bin/prettier', '--check', '--ignore-unknown', '--log-level', 'warn', ...changed],
  }),
  edges: ['node', 'tests/architecture/edges.js'],
  tests: [
    ...['node_modules/.bin/vitest', 'run', '--project', 'parts', '--changed', '--passWithNoTests'],
    ...slow.flatMap((file) => ['--exclude', file]),
  ],
};

const started = Date.now();
const run = ([command, ...args]) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => resolve({ code, output }));
  });

const outcomes = await Promise.all(
  Object.entries(checks).map(async ([name, command]) => {
    const { code, output } = await run(command);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name}, ${seconds} s`);
    if (code !== 0) console.log(output);
    return code === 0;
  }),
);
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
