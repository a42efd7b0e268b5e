/** How many of the newest measurements count: a clock that was set is noticed after so many. */
const kept = 8;

/** What the server's clock says, in epoch ms, by the client's own. */
export interface ServerClock {
  now(): number;
  /** Takes a question asked at `sentAt` by the client's clock and answered at `serverNow`. */
  measure(sentAt: number, serverNow: number): void;
}

export function createServerClock(now: () => number): ServerClock {
  let samples: { roundTrip: number; offset: number }[] = [];
  let offset = 0;
  return {
    now: () => now() + offset,
    measure(sentAt, serverNow) {
      const receivedAt = now();
      const roundTrip = receivedAt - sentAt;
      if (!(roundTrip >= 0) || !Number.isFinite(serverNow)) return;
      // The shorter the way, the less of it can have been on one side.
      samples = [...samples.slice(1 - kept), { roundTrip, offset: serverNow - (sentAt + receivedAt) / 2 }];
      offset = samples.reduce((best, sample) => (sample.roundTrip <= best.roundTrip ? sample : best)).offset;
    },
  };
}
