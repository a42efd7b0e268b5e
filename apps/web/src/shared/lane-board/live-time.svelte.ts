import type { ClockView } from '@ack-attack/protocol';
import { liveGameTime, type GameTime } from './game-time.ts';

/** A smaller change of what the page takes for the server's clock is not worth moving every packet for. */
const noticedMs = 40;

/**
 * The time of a round that is being played, for a board. It is another one when the round's clock is set or stopped, and
 * when the page has learnt better what the server's clock says.
 *
 * @param serverNow epoch ms by the server's clock, as the page knows it now
 * @param tick anything reactive that changes a few times a second
 */
export function createLiveTime(
  clock: () => ClockView,
  serverNow: () => number,
  tick: () => unknown,
): { readonly current: GameTime } {
  const offset = $derived.by(() => {
    tick();
    return Math.round((serverNow() - performance.now()) / noticedMs);
  });
  const time = $derived.by(() => {
    void offset;
    return liveGameTime(clock(), serverNow(), performance.now());
  });
  return {
    get current() {
      return time;
    },
  };
}
