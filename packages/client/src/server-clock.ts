/** How many of the newest measurements count. */
const kept = 8;
/** What two measurements may differ by beyond what their ways explain. */
const slackMs = 50;

/** What the server's clock says, in epoch ms, by the client's own. */
export interface ServerClock {
  now(): number;
  /** Takes a question asked at `sentAt` by the client's clock and answered at `serverNow`. */
  measure(sentAt: number, serverNow: number): void;
}

interface Sample {
  roundTrip: number;
  offset: number;
}

export function createServerClock(now: () => number): ServerClock {
  let samples: Sample[] = [];
  let offset = 0;
  return {
    now: () => now() + offset,
    measure(sentAt, serverNow) {
      const receivedAt = now();
      const roundTrip = receivedAt - sentAt;
      if (!(roundTrip >= 0) || !Number.isFinite(serverNow)) return;
      const sample = { roundTrip, offset: serverNow - (sentAt + receivedAt) / 2 };
      // The shorter the way, the less of it can have been on one side.
      samples = [...samples.slice(1 - kept).filter((other) => agree(other, sample)), sample];
      offset = samples.reduce((best, next) => (next.roundTrip <= best.roundTrip ? next : best)).offset;
    },
  };
}

/** Whether two measurements can both be true; where not, a clock was set or stood still between them. */
function agree(one: Sample, other: Sample): boolean {
  return Math.abs(one.offset - other.offset) <= (one.roundTrip + other.roundTrip) / 2 + slackMs;
}
