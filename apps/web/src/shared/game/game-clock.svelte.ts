import type { ClockView } from '@ack-attack/protocol';

/** The server's time as reactive state, `everyMs` apart. To be created in a component, which it lives with. */
export function createTicker(serverNow: () => number, everyMs = 250): { readonly now: number } {
  let now = $state(serverNow());
  $effect(() => {
    now = serverNow();
    const timer = setInterval(() => (now = serverNow()), everyMs);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      return now;
    },
  };
}

/** Game ms at a time of the server's clock. */
export function gameTimeAt(clock: ClockView, serverNow: number): number {
  return clock.stoppedAt ?? Math.min(clock.bellAt, Math.max(0, serverNow - clock.startedAt));
}
