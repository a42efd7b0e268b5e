export const protocolVersion = 1;

export const wireLimits = {
  /** Bytes of one packet from a client: an exit ticket of three questions in two languages is the largest. */
  packetBytes: 32_768,
  /** Packets that one connection may send in a burst, and per second after it. */
  packetBurst: 60,
  packetsPerSecond: 20,
  tokenLength: [20, 64] as readonly [number, number],
  idLength: 40,
  /** The newest patch waits at most this long for others to travel with it. */
  batchMs: 100,
} as const;

/**
 * How often a client asks whether it is up to date, when it sends an unanswered command again, how long it waits, once
 * it woke up, for a sign that its connection is alive, and after how long it gives up a try to connect.
 */
export const clientTimes = { syncEveryMs: 5_000, resendAfterMs: 2_000, probeMs: 1_000, connectMs: 5_000 } as const;
