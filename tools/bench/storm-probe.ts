import { createClient, memoryStorage } from '@ack-attack/client';

/** Rooms that play while the storm blows: each gives a command ten times a second and says how long it took. */
export interface ProbeTask {
  url: string;
  rooms: readonly ProbedRoom[];
}

interface ProbedRoom {
  session: string;
  hostToken: string;
}

process.on('message', ({ url, rooms }: ProbeTask) => {
  for (const room of rooms) void probe(url, room);
});

async function probe(url: string, { session, hostToken }: ProbedRoom): Promise<void> {
  const host = createClient({ as: 'console', url, storage: memoryStorage() });
  await host.resume(session, hostToken);
  await host.send({ type: 'startRound' });
  for (let locked = true; ; locked = !locked) {
    const since = performance.now();
    const { outcome } = await host.send({ type: 'lockRoom', locked });
    if (outcome !== 'accepted') throw new Error(outcome);
    process.send?.({ tookMs: performance.now() - since });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
