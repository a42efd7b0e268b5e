import { startServer, type TestServer } from '../../apps/server/test/harness.ts';

export interface ClockedServer extends TestServer {
  /** Lets time pass for the server only, in ms: what was to be done meanwhile is done now, in its order. */
  advance(ms: number): void;
}

/** A real server in this process, whose clock can be put forward. */
export async function startClockedServer(): Promise<ClockedServer> {
  let ahead = 0;
  const waiting = new Map<() => void, { at: number; timer: ReturnType<typeof setTimeout> }>();
  const now = () => Date.now() + ahead;

  function arm(run: () => void, at: number): void {
    const timer = setTimeout(
      () => {
        waiting.delete(run);
        run();
      },
      Math.max(0, at - now()),
    );
    waiting.set(run, { at, timer });
  }

  const server = await startServer({
    now,
    schedule(task, delayMs) {
      // The same task may be waited for twice.
      const run = () => task();
      arm(run, now() + delayMs);
      return () => {
        clearTimeout(waiting.get(run)?.timer);
        waiting.delete(run);
      };
    },
  });
  return {
    ...server,
    advance(ms) {
      ahead += ms;
      for (const [run, { at, timer }] of [...waiting].sort(([, a], [, b]) => a.at - b.at)) {
        clearTimeout(timer);
        arm(run, at);
      }
    },
  };
}
