/** Calls `run` once after a delay in ms, unless the returned function is called first. */
export function nodeSchedule(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
