import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../', import.meta.url));

/** What Vite builds, with the file that tells when. */
const outputs = { web: 'dist/index.html', server: 'dist/main.js' } as const;
export type Built = keyof typeof outputs;

/** The server's program as it is shipped; it starts in a fraction of the time that its sources take. */
export const serverProgram = join(root, 'apps/server', outputs.server);

/** Builds the pages and the server, each unless its last build is newer than all its sources. Returns what it built. */
export async function buildWhatIsStale(): Promise<readonly Built[]> {
  const built: Built[] = [];
  for (const app of ['web', 'server'] as const) {
    if (!(await isStale(app))) continue;
    const cwd = join(root, 'apps', app);
    const vite = createRequire(join(cwd, 'package.json')).resolve('vite/package.json');
    await promisify(execFile)(process.execPath, [join(dirname(vite), 'bin/vite.js'), 'build'], { cwd });
    built.push(app);
  }
  return built;
}

/** @throws Error that says what to do, where there is no build or some of its sources are newer */
export async function requireBuild(app: Built): Promise<void> {
  if (await isStale(app)) throw new Error(`the build of apps/${app} is older than its sources: run pnpm build`);
}

async function isStale(app: Built): Promise<boolean> {
  const folder = join(root, 'apps', app);
  const built = await stat(join(folder, outputs[app])).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const packages = (await readdir(join(root, 'packages'))).map((name) => join(root, 'packages', name, 'src'));
  const sources = [folder, ...packages, join(root, 'pnpm-lock.yaml')];
  return built <= Math.max(...(await Promise.all(sources.map(changedAt))));
}

const notBuiltFrom = new Set(['dist', 'node_modules', 'test', 'scripts']);

/** Epoch ms of the newest file in a folder, or of a file; 0 where there is none. */
async function changedAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  // Tools keep what they made for themselves under names with a dot.
  const names = (await readdir(path)).filter((name) => !notBuiltFrom.has(name) && !name.startsWith('.'));
  return Math.max(0, ...(await Promise.all(names.map((name) => changedAt(join(path, name))))));
}
