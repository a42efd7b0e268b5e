// An entry for tests: a server whose rights end where the folder's do, also where the tests run as root.
import '../src/create-server.ts';
import '../src/storage/open-store.ts';
import '../src/setup/config.ts';
import '../src/setup/start-banner.ts';
import '../src/setup/listen-error.ts';

const nobody = 65_534;
if (process.getuid?.() === 0) {
  process.setgid?.(nobody);
  process.setuid?.(nobody);
}
await import('../src/main.ts');
