import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StallWatch } from '../src/admission/stall-watch.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate'] }));
afterEach(() => void vi.useRealTimers());

test('a process that runs is never still, and one that was paused is until its timers and sockets have had their turn', () => {
  let now = 0;
  const watch = new StallWatch(() => now);
  for (let beat = 0; beat < 20; beat++) {
    now += 500;
    vi.advanceTimersByTime(500);
    expect([watch.stalledForMs, watch.stalled]).toEqual([0, false]);
  }
  now += 3_000;
  expect([watch.stalledForMs, watch.stalled]).toEqual([3_000, false]);
  now += 3_000;
  expect([watch.stalledForMs, watch.stalled]).toEqual([6_000, true]);
  vi.advanceTimersByTime(500);
  expect(watch.stalled).toBe(false);
  watch.close();
});

test('timers that run before the sockets are read do not make old packets look new', () => {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let now = 0;
  const watch = new StallWatch(() => now);
  now = 6_000;
  vi.advanceTimersByTime(500);
  expect(watch.stalled).toBe(true);
  return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    expect(watch.stalled).toBe(false);
    watch.close();
  });
});
