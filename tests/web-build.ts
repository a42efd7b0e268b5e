import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../', import.meta.url));
const web = join(root, 'apps/web');

/** Builds the pages unless the last build is newer than all of their sources. Returns whether it had to. */
export async function buildWebIfStale(): Promise<boolean> {
  if (!(await webBuildIsStale())) return false;
  const vite = createRequire(join(web, 'package.json')).resolve('vite/package.json');
  await promisify(execFile)(process.execPath, [join(dirname(vite), 'bin/vite.js'), 'build'], { cwd: web });
  return true;
}

/** Whether there is no build of the pages, or some of their sources are newer. */
export async function webBuildIsStale(): Promise<boolean> {
  const built = await stat(join(web, 'dist/index.html')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const packages = (await readdir(join(root, 'packages'))).map((name) => join(root, 'packages', name, 'src'));
  const sources = [web, ...packages, join(root, 'pnpm-lock.yaml')];
  return built <= Math.max(...(await Promise.all(sources.map(changedAt))));
}

/** Epoch ms of the newest file in a folder, or of a file; 0 where there is none. */
async function changedAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const names = (await readdir(path)).filter((name) => !['dist', 'node_modules', 'test'].includes(name));
  return Math.max(0, ...(await Promise.all(names.map((name) => changedAt(join(path, name))))));
}
