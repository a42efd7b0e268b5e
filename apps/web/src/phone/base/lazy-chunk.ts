/** Waits between two tries, in ms; the last one stays. */
const retryMs = [300, 1_000, 2_000, 4_000] as const;

const fetched = new Map<string, Promise<void>>();
let parts: Readonly<Record<string, readonly string[]>> | undefined;

/** The page was built of files that the server has no more: only a reload helps. */
class PartGone extends Error {}

/**
 * Loads a part of the page that was not there from the start. It is asked for again until the network gives it,
 * because what a browser failed to import it may never import again.
 *
 * @param name of the module that `load` imports: its path in the phone's folder, without its ending
 * @throws PartGone
 */
export async function lazyChunk<T>(name: string, load: () => Promise<T>): Promise<T> {
  await fetchPart(name);
  return load();
}

/** Fetches a part into the browser's cache. @throws PartGone */
export async function fetchPart(name: string): Promise<void> {
  await Promise.all((listed()[name] ?? []).map(fetchFile));
}

/** What the build wrote into the page; nothing in development, where parts are loaded as they are. */
function listed(): Readonly<Record<string, readonly string[]>> {
  parts ??= JSON.parse(document.getElementById('later-parts')?.textContent ?? '{}') as Record<string, string[]>;
  return parts;
}

function fetchFile(file: string): Promise<void> {
  const known = fetched.get(file);
  if (known) return known;
  const coming = fetchUntilThere(file);
  fetched.set(file, coming);
  return coming;
}

async function fetchUntilThere(file: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    // A file of the build, not of the API. The browser's cache may have kept a wrong answer for it.
    const response = await fetch(file, tries === 0 ? {} : { cache: 'reload' }).catch(() => undefined);
    if (response?.status === 404) throw new PartGone(file);
    // The whole file has to be in, or importing it would wait for the network again.
    const came = response && isOwn(response, file) && (await response.blob().catch(() => undefined));
    if (came) return;
    await waitForNetwork(retryMs[Math.min(tries, retryMs.length - 1)]!);
  }
}

/** Whether the server itself has answered: a network's filter or login page does so with a page of its own. */
function isOwn({ ok, headers }: Response, file: string): boolean {
  return ok && (headers.get('content-type') ?? '').includes(file.endsWith('.css') ? 'css' : 'javascript');
}

function waitForNetwork(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, ms);
    addEventListener('online', go);
  });
}
