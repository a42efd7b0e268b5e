/*
 * Keeps the phone's page on the device, so that a reload while the server restarts finds it. A page comes from the
 * server whenever that answers: only the files it names, whose names carry a hash of their content, come from here
 * first. So nobody plays on an old page for longer than the server was away.
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
  event.waitUntil(
    caches.open(cacheName).then((cache) => cache.addAll([new Request(page, { cache: 'reload' }), ...FILES])),
  );
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

async function freshPage(request: Request): Promise<Response> {
  const kept = await caches.match(page, { cacheName, ignoreVary: true });
  if (!kept) return fetch(request);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(serverWithinMs) });
    // A proxy whose server restarts answers for it.
    return fresh.status >= 500 ? kept : fresh;
  } catch {
    return kept;
  }
}

async function keptFile(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
