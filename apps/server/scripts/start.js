// Starts the server. It installs the packages and builds the pages only where they are missing or older than the sources,
// so that a server that was started here before needs no internet. It uses Node alone: at the first start nothing else is
// here.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const server = join(root, 'apps/server/dist/main.js');
const pages = join(root, 'apps/web/dist/index.html');

const say = (sentence) => console.log(`Ack Attack: ${sentence}`);

function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  giveUp(
    `this needs Node ${major}.${minor} or newer, and here is ${process.versions.node}: install it from nodejs.org.`,
  );
}

/** Whether the packages of the lock file are here. pnpm keeps a copy of the lock file that it has installed. */
function isInstalled() {
  const places = ['apps/server/node_modules', 'apps/web/node_modules'].map((place) => join(root, place));
  const read = (path) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
  try {
    return (
      places.every((place) => existsSync(place)) && read('pnpm-lock.yaml') === read('node_modules/.pnpm/lock.yaml')
    );
  } catch {
    return false;
  }
}

/** Whether server and pages are built, from the sources as they are. */
function isBuilt() {
  if (![server, pages].every((file) => existsSync(file))) return false;
  const built = Math.min(...[server, pages].map((file) => statSync(file).mtimeMs));
  const sources = ['apps', 'packages', 'pnpm-lock.yaml', 'tsconfig.base.json'].map((path) => join(root, path));
  return built > Math.max(...sources.map(changedAt));
}

const notBuiltFrom = new Set(['dist', 'node_modules', 'test', 'scripts']);

/** Epoch ms of the newest file in a folder, or of a file. */
function changedAt(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  // Tools keep what they made for themselves under names with a dot.
  const names = readdirSync(path).filter((name) => !notBuiltFrom.has(name) && !name.startsWith('.'));
  return Math.max(0, ...names.map((name) => changedAt(join(path, name))));
}

/** The package manager that runs this script, else npm: started without a shell wherever its file is known. */
function manager() {
  const { npm_execpath: file } = process.env;
  if (!file) return { command: 'npm', first: [], shell: process.platform === 'win32', isPnpm: false };
  const isPnpm = /pnpm/i.test(file);
  return /\.[cm]?js$/.test(file)
    ? { command: process.execPath, first: [file], shell: false, isPnpm }
    : { command: file, first: [], shell: false, isPnpm };
}

/** Runs the package manager; resolves to whether it did what it was asked. */
function run(args, { folder = root, quiet = false, settings = {} } = {}) {
  const { command, first, shell } = manager();
  const env = { ...process.env, npm_config_update_notifier: 'false', ...settings };
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...args], { cwd: folder, env, shell, stdio: quiet ? 'ignore' : 'inherit' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

async function install() {
  say('installing the packages. This needs the internet, at the first start and after an update.');
  const arguments_ = ['install', '--frozen-lockfile', '--prefer-offline'];
  if (manager().isPnpm) return run(arguments_);
  // Where pnpm was used before, npm has it. To ask whether there is a newer one takes minutes without internet.
  const pnpm = (how) => ['exec', '--yes', ...how, '--package=pnpm@12', '--'];
  if (await run([...pnpm(['--offline']), 'pnpm', '--version'], { quiet: true })) {
    return run([...pnpm(['--offline']), 'pnpm', ...arguments_]);
  }
  say('asking the npm registry for pnpm. If nothing happens for a minute, this computer does not reach the internet.');
  return run([...pnpm(['--loglevel=http', '--fetch-retries=1']), 'pnpm', ...arguments_]);
}

async function build() {
  say('building the pages and the server.');
  for (const app of ['apps/web', 'apps/server']) {
    if (!(await run(['run', 'build'], { folder: join(root, app) }))) return false;
  }
  return true;
}

function giveUp(sentence) {
  console.error(`Ack Attack: ${sentence}`);
  process.exit(1);
}

requireNode();
if (!isInstalled() && !(await install())) {
  giveUp('the packages could not be installed. Connect this computer to the internet and start again.');
}
if (!isBuilt() && !(await build())) giveUp('the build failed; what is wrong stands above.');
say('starting.');
try {
  await import(pathToFileURL(server).href);
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' && error?.code !== 'ERR_DLOPEN_FAILED') throw error;
  giveUp(
    `a package is missing or is not for this system. Delete node_modules and start again with internet. (${error.message})`,
  );
}
