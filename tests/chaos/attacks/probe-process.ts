// A room that plays beside an attack, in a process of its own: a teacher who gives ten commands a second, and phones.
import { createClient, memoryStorage } from '@ack-attack/client';
import { createWireBot } from '../../wire/wire-bot.ts';
import type { ProbeReport, ProbeRoom } from './probe.ts';

const phones = 4;
const commandEveryMs = 100;

process.on('message', (room: ProbeRoom) => void play(room));

async function play({ url, opened: { session, roomCode, hostToken } }: ProbeRoom): Promise<void> {
  const host = createClient({ as: 'console', url, storage: memoryStorage() });
  await host.resume(session, hostToken);
  const bots = Array.from({ length: phones }, (_, at) => createWireBot({ name: `Probe ${at}`, seed: at, url }));
  await Promise.all(bots.map((bot) => bot.join(roomCode)));
  await host.send({ type: 'startRound' });
  const clients = [host, ...bots.map(({ client }) => client)];
  for (const client of clients) {
    let last = client.status;
    client.subscribe(() => {
      if (last === 'online' && client.status !== 'online') say({ kind: 'cut-off' });
      last = client.status;
    });
  }
  for (let locked = true; ; locked = !locked) {
    const since = performance.now();
    const { outcome } = await host.send({ type: 'lockRoom', locked });
    say({ kind: 'answer', tookMs: performance.now() - since, accepted: outcome === 'accepted' });
    await new Promise((resolve) => setTimeout(resolve, commandEveryMs));
  }
}

function say(report: ProbeReport): void {
  process.send?.(report);
}
