// Runs server and web from their sources, each reloading when one of its files changes.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const serverDir = join(dirname(fileURLToPath(import.meta.url)), '..');
const webDir = join(serverDir, '../web');

/** Path of a package's command, found without a shell so that it also works on Windows. */
function commandOf(folder, name) {
  const manifest = createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`);
  const { bin } = createRequire(manifest)(manifest);
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name]);
}

const children = [
  spawn(process.execPath, [commandOf(serverDir, 'tsx'), 'watch', '--clear-screen=false', 'src/main.ts'], {
    cwd: serverDir,
    stdio: 'inherit',
  }),
  spawn(process.execPath, [commandOf(webDir, 'vite')], { cwd: webDir, stdio: 'inherit' }),
];

const stop = () => children.forEach((child) => child.kill());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
// One without the other is of no use.
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode ??= code ?? 0;
    stop();
  });
}
