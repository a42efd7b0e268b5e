import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread on a file that lies beside the one that asks: built, or in development and tests as source.
 *
 * @param name of the file, without its ending
 * @param beside `import.meta.url` of the file that asks
 */
export function startThread(name: string, beside: string, options: WorkerOptions = {}): Worker {
  if (!beside.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, beside), options);
  const source = JSON.stringify(new URL(`./${name}.ts`, beside));
  // Node takes no loader for the first file of a thread.
  const start = `import('tsx/esm/api').then(({ register }) => (register(), import(${source})))`;
  return new Worker(start, { ...options, eval: true });
}
