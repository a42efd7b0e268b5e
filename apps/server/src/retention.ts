import type { SessionDirectory, Shell } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';

const dayMs = 86_400_000;
const everyMs = 3_600_000;

/** Deletes sessions that are older than the kept days, now and every hour. Returns the end of it. */
export function keepRetention(
  store: SessionStore,
  directory: SessionDirectory,
  shell: Shell,
  retentionDays: number,
): () => void {
  let cancel = () => {};
  async function purge(): Promise<void> {
    cancel = shell.schedule(() => void purge(), everyMs);
    const before = shell.now() - retentionDays * dayMs;
    if (before < 0) return;
    try {
      for (const id of await store.purge({ finishedBefore: before, abandonedBefore: before })) directory.deleted(id);
    } catch (error) {
      shell.report(error, 'purge');
    }
  }
  void purge();
  return () => cancel();
}
