/** Runs `task` once after `ms`, unless the function it returns is called before. */
export type Schedule = (task: () => void, ms: number) => () => void;

export const systemSchedule: Schedule = (task, ms) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};

/** One task at a time: setting a new one takes the old one's place. */
export interface Alarm {
  set(task: () => void, ms: number): void;
  clear(): void;
}

export function createAlarm(schedule: Schedule): Alarm {
  let cancel: (() => void) | undefined;
  return {
    set(task, ms) {
      cancel?.();
      cancel = schedule(() => {
        cancel = undefined;
        task();
      }, ms);
    },
    clear() {
      cancel?.();
      cancel = undefined;
    },
  };
}
