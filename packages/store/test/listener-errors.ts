import { describe, expect, it, vi } from 'vitest';
import type { SessionStore } from '../src/index.ts';
import { eventsOf } from './sample-events.ts';

const patience = { timeout: 60_000, interval: 2 };

export function describeListenerErrors(
  name: string,
  open: (onTailError: (error: unknown) => void) => Promise<SessionStore>,
): void {
  describe(`${name} with a listener that throws`, () => {
    it('reports it, serves the others and goes on calling it', async () => {
      const reported: unknown[] = [];
      const store = await open((error) => reported.push(error));
      await store.create({ id: 's1', roomCode: 'A', createdAt: 1 }, eventsOf(1, 2));
      const seen: number[] = [];
      store.tail('s1', 2, (_, version) => {
        throw new Error(`listener at ${version}`);
      });
      store.tail('s1', 2, (_, version) => seen.push(version));
      expect(await store.append('s1', 2, eventsOf(3, 3))).toStrictEqual({ outcome: 'appended', version: 3 });
      expect(await store.append('s1', 3, eventsOf(4, 4))).toStrictEqual({ outcome: 'appended', version: 4 });
      await vi.waitFor(() => expect(seen.at(-1)).toBe(4), patience);
      await vi.waitFor(() => expect(String(reported.at(-1))).toContain('listener at 4'), patience);
      await store.close();
    });
  });
}
