import { createClient, memoryStorage } from '@ack-attack/client';

/** A room that plays while the storm blows: gives a command ten times a second and says how long each took. */
export interface ProbeTask {
  url: string;
  session: string;
  hostToken: string;
}

process.on('message', ({ url, session, hostToken }: ProbeTask) => {
  void probe({ url, session, hostToken });
});

async function probe({ url, session, hostToken }: ProbeTask): Promise<void> {
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
