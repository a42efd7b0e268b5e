import type { Schedule } from '../src/schedule.ts';

/** A clock that jumps from one scheduled task to the next. */
export interface VirtualTime {
  now(): number;
  schedule: Schedule;
  /** Runs tasks in order of time until `condition` holds. @throws when `limitMs` have passed before that */
  until(condition: () => boolean, limitMs?: number): Promise<void>;
  /** Runs everything that is due in the next `ms`. */
  pass(ms: number): Promise<void>;
}

export function virtualTime(start = 1_000_000): VirtualTime {
  let now = start;
  let count = 0;
  let tasks: { at: number; order: number; task: () => void }[] = [];

  /** Lets promises that were settled by the last task go on. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  async function step(end: number): Promise<boolean> {
    await settle();
    const next = tasks.reduce<(typeof tasks)[number] | undefined>(
      (first, task) =>
        !first || task.at < first.at || (task.at === first.at && task.order < first.order) ? task : first,
      undefined,
    );
    if (!next || next.at > end) {
      now = end;
      return false;
    }
    tasks = tasks.filter((task) => task !== next);
    now = Math.max(now, next.at);
    next.task();
    return true;
  }

  return {
    now: () => now,
    schedule(task, ms) {
      const entry = { at: now + ms, order: count++, task };
      tasks.push(entry);
      return () => void (tasks = tasks.filter((other) => other !== entry));
    },
    async until(condition, limitMs = 600_000) {
      const end = now + limitMs;
      while (!condition()) {
        if (!(await step(end))) {
          if (condition()) return;
          throw new Error(`nothing more happened in ${limitMs} ms of virtual time`);
        }
      }
      await settle();
    },
    async pass(ms) {
      const end = now + ms;
      while (await step(end));
    },
  };
}
