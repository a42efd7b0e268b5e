import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../scripts/start.js', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ack-attack-start-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, content: string, ageMs = 0): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
  const at = (Date.now() - ageMs) / 1_000;
  await utimes(join(folder, path), at, at);
}

/** A checkout that was installed and built, with a server that says so and a package manager that notes what it is asked. */
async function checkout(): Promise<void> {
  await mkdir(join(folder, 'apps/server/scripts'), { recursive: true });
  await cp(script, join(folder, 'apps/server/scripts/start.js'));
  await put('package.json', '{ "type": "module", "engines": { "node": ">=20.19" } }');
  for (const path of ['pnpm-lock.yaml', 'node_modules/.pnpm/lock.yaml']) await put(path, 'packages: 1\n', 60_000);
  await put('tsconfig.base.json', '{}', 60_000);
  for (const path of ['packages/engine/src/index.ts', 'apps/server/src/main.ts', 'apps/web/src/main.ts']) {
    await put(path, '', 60_000);
  }
  for (const app of ['server', 'web']) await put(`apps/${app}/node_modules/there`, '');
  await put('apps/web/dist/index.html', '');
  await put('apps/server/dist/main.js', "console.log('served');");
  await put(
    'npm-cli.js',
    `import { appendFileSync } from 'node:fs';
    const asked = process.argv.slice(2).join(' ');
    appendFileSync(${JSON.stringify(join(folder, 'asked'))}, asked + '\\n');
    process.exit(asked.includes(process.env.FAILS) ? 1 : 0);`,
  );
}

/** Starts it, with a package manager that fails at what is named so. */
async function start(fails = 'nothing'): Promise<{ output: string; code: number | null; asked: readonly string[] }> {
  const child = spawn(process.execPath, [join(folder, 'apps/server/scripts/start.js')], {
    env: { PATH: process.env.PATH, FAILS: fails, npm_execpath: join(folder, 'npm-cli.js') },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const asked = await readFile(join(folder, 'asked'), 'utf8').catch(() => '');
  return { output, code, asked: asked.split('\n').filter((line) => line !== '') };
}

const install = 'pnpm install --frozen-lockfile --prefer-offline';
const offline = 'exec --yes --offline --package=pnpm@12 -- ';

test('a server that was started before asks no package manager for anything', async () => {
  await checkout();
  // Not what it is built from.
  await put('apps/server/test/new.test.ts', '');
  await put('apps/web/node_modules/newer', '');
  expect(await start()).toMatchObject({ asked: [], code: 0, output: expect.stringContaining('served') as string });
});

test('sources that are newer than the build are built, and nothing is installed', async () => {
  await checkout();
  await put('packages/engine/src/index.ts', 'new', -1_000);
  const { asked, output } = await start();
  expect(asked).toEqual(['run build', 'run build']);
  expect(output).toMatch(/building the pages and the server\..*served/s);
  await rm(join(folder, 'asked'));
  const failed = await start('build');
  expect(failed).toMatchObject({ asked: ['run build'], code: 1 });
  expect(failed.output).not.toContain('served');
});

test('another lock file is installed, by the pnpm that is here where there is one', async () => {
  await checkout();
  await put('pnpm-lock.yaml', 'packages: 2\n', 60_000);
  expect(await start()).toMatchObject({ asked: [`${offline}pnpm --version`, offline + install], code: 0 });
  await rm(join(folder, 'asked'));
  const first = await start('--offline');
  expect(first.asked.at(-1)).toBe(`exec --yes --loglevel=http --fetch-retries=1 --package=pnpm@12 -- ${install}`);
  expect(first.output).toMatch(/needs the internet.*asking the npm registry for pnpm.*served/s);
});

test('what cannot go on without internet says so and ends', async () => {
  await checkout();
  await rm(join(folder, 'node_modules'), { recursive: true });
  const { output, code } = await start('install');
  expect(output).toMatch(/could not be installed\. Connect this computer to the internet/);
  expect(output).not.toContain('served');
  expect(code).toBe(1);
});

test('packages of another system are named as what they are', async () => {
  await checkout();
  await put('apps/server/dist/main.js', "import 'absent-package';");
  const { output, code } = await start();
  expect(output).toMatch(/a package is missing or is not for this system\. Delete node_modules/);
  expect(code).toBe(1);
});
