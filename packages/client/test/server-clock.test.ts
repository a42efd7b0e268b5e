import { expect, test } from 'vitest';
import { createServerClock } from '../src/server-clock.ts';

function clocks() {
  let device = 1_000_000;
  let ahead = 5_000;
  const clock = createServerClock(() => device);
  return {
    clock,
    pass: (ms: number) => (device += ms),
    setServer: (byMs: number) => (ahead += byMs),
    setDevice: (byMs: number) => {
      device += byMs;
      ahead -= byMs;
    },
    /** How wrong the clock is, in ms. */
    error: () => clock.now() - (device + ahead),
    measure(there: number, back: number) {
      const sentAt = device;
      device += there;
      const serverNow = device + ahead;
      device += back;
      clock.measure(sentAt, serverNow);
    },
  };
}

test('of measurements that agree the quickest counts', () => {
  const { measure, error } = clocks();
  measure(5, 5);
  for (let slow = 0; slow < 5; slow++) measure(10, 400);
  expect(error()).toBe(0);
});

test.each([600_000, -600_000, 3_456_000_000, -3_456_000_000])(
  'a clock that was set by %i ms on either side counts from the next measurement on',
  (jump) => {
    for (const side of ['setServer', 'setDevice'] as const) {
      const { measure, error, pass, ...set } = clocks();
      for (let quick = 0; quick < 8; quick++) measure(2, 2);
      set[side](jump);
      pass(1_000);
      measure(300, 200);
      expect(Math.abs(error())).toBeLessThanOrEqual(250);
      measure(5, 5);
      expect(error()).toBe(0);
    }
  },
);
