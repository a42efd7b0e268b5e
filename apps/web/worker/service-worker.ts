/*
 * Keeps the phone's page on the device, so that a reload while the server restarts finds it. A page comes from the
 * server whenever that answers: only the files it names, whose names carry a hash of their content, come from here
 * first. So no phone uses an old page for longer than the server was away.
 *
 * A network's filter or login page may answer in the place of the server, with status 200. Such an answer is never kept,
 * and one that an earlier version of this worker kept is replaced.
 */

declare const self: ServiceWorkerGlobalScope;
/** Written by the build: all files of the phone's page, and a name that changes with any of them. */
declare const FILES: readonly string[];
declare const VERSION: string;

const prefix = 'ack-attack/phone/';
const cacheName = prefix + VERSION;
const page = '/';
/** A page that takes longer is taken from here, if it is. */
const serverWithinMs = 3_000;

self.addEventListener('install', (event) => {
  const keepAll = async () => {
    const cache = await caches.open(cacheName);
    await Promise.all([page, ...FILES].map((path) => keep(cache, path)));
  };
  event.waitUntil(keepAll());
});

// It runs once no page of an older version is open, so the files of that are of no more use.
self.addEventListener('activate', (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && /^\/([A-Za-z]{6}\/?)?$/.test(pathname)) event.respondWith(freshPage(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(keptFile(request));
});

/** Rejects where the server's own answer cannot be had: the browser then installs this worker at another time. */
async function keep(cache: Cache, path: string): Promise<void> {
  const kept = await cache.match(path, { ignoreVary: true });
  if (kept && path !== page && (await isRight(kept, path))) return;
  // What the browser itself has kept saves the page from being fetched twice, and may be wrong as well.
  for (const mode of path === page ? (['reload'] as const) : (['default', 'reload'] as const)) {
    const answer = await fetch(new Request(path, { cache: mode }));
    if (await isRight(answer, path)) return cache.put(path, answer);
  }
  throw new Error(`${path} was not answered by the server`);
}

/** Whether this response looks like the server's: another machine's has another type, or other content. */
async function isRight(answer: Response, path: string): Promise<boolean> {
  if (!answer.ok || answer.redirected) return false;
  const type = answer.headers.get('content-type') ?? '';
  if (path.endsWith('.js')) return /^(text|application)\/javascript\b/.test(type);
  if (path.endsWith('.css')) return /^text\/css\b/.test(type);
  if (path !== page) return !type.startsWith('text/');
  const html = await answer.clone().text();
  return FILES.some((file) => html.includes(file));
}

async function freshPage(request: Request): Promise<Response> {
  const kept = await caches.match(page, { cacheName, ignoreVary: true });
  if (!kept || !(await isRight(kept, page))) return fetch(request);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), serverWithinMs);
  try {
    const fresh = await fetch(request, { signal: patience.signal });
    // A proxy whose server restarts answers for it.
    return fresh.status >= 500 ? kept : fresh;
  } catch {
    return kept;
  } finally {
    clearTimeout(timer);
  }
}

async function keptFile(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept && (await isRight(kept, pathname))) return kept;
  const answer = await fetch(kept ? new Request(request, { cache: 'reload' }) : request);
  if (FILES.includes(pathname) && (await isRight(answer, pathname))) {
    const cache = await caches.open(cacheName);
    await cache.put(request, answer.clone()).catch(() => undefined);
  }
  return answer;
}
