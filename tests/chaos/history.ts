import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** What was seen on the wire, one line each. Nothing in it was worked out by code of the game. */
export type Entry =
  | { kind: 'answer'; session: string; client: string; id: string; outcome: 'accepted' | 'rejected'; code?: string }
  /** The client has a view of this version now. */
  | { kind: 'view'; session: string; client: string; version: number }
  /** Where a client's own lane stands when the truth is shown. */
  | { kind: 'truth'; session: string; client: string; lane: string; shown: unknown }
  /** The whole log, as any server gives it, and whether every command had its answer by then. */
  | { kind: 'log'; session: string; answered: boolean; events: readonly unknown[] };

export interface History {
  add(entry: Entry): void;
  close(): Promise<void>;
}

/** Writes a history as JSON lines, each with the ms since it was opened. */
export function openHistory(file: string): History {
  const stream = createWriteStream(file);
  const openedAt = performance.now();
  return {
    add: (entry) =>
      void stream.write(`${JSON.stringify({ ...entry, at: Math.round(performance.now() - openedAt) })}\n`),
    async close() {
      stream.end();
      await once(stream, 'finish');
    },
  };
}
