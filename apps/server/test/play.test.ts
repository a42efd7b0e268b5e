import { createClient, memoryStorage } from '@ack-attack/client';
import type { OrderId } from '@ack-attack/engine';
import { parseArchive, verifyArchive } from '@ack-attack/replay';
import { afterEach, expect, test } from 'vitest';
import { sha256 } from '../src/runtime/secrets.ts';
import { openSession, startServer, testSettings, until, type TestServer } from './harness.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

test('a session is opened, joined, played, revealed, finished and read over real sockets', async () => {
  server = await startServer();
  const opened = await openSession(server, testSettings({ roundMs: 60_000, travelMs: [50, 80], orderEveryMs: 1_000 }));
  const host = createClient({ as: 'console', url: server.url, storage: memoryStorage() });
  const stage = createClient({ as: 'stage', url: server.url, storage: memoryStorage() });
  const ana = createClient({ as: 'phone', url: server.url, storage: memoryStorage() });
  const ben = createClient({ as: 'phone', url: server.url, storage: memoryStorage() });
  try {
    await host.resume(opened.session, opened.hostToken);
    await stage.resume(opened.session, opened.stageToken);
    await ana.join(opened.roomCode.toLowerCase(), 'Ana');
    await ben.join(opened.roomCode, 'Ben');
    await expect(
      createClient({ as: 'phone', url: server.url, storage: memoryStorage() }).join(opened.roomCode, 'ana'),
    ).rejects.toMatchObject({ code: 'name-taken', suggestion: 'ana 2' });
    await until(() => Object.keys(stage.view?.players ?? {}).length === 2, 'two names on the stage');

    expect(await host.send({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
    const phones = [ana, ben];
    const producer = await until(() => phones.find((phone) => phone.view?.seat?.producer), 'a producer');
    const order = await until(() => Object.keys(producer.view?.seat?.producer?.orders ?? {})[0] as OrderId, 'an order');
    const sent = await producer.send({ type: 'act', action: { do: 'publish', order } });
    expect(sent).toMatchObject({ outcome: 'accepted' });
    await until(() => producer.version >= (sent.outcome === 'accepted' ? sent.version : 0), 'the view with it');
    expect(producer.view?.seat?.producer?.orders[order]?.sendings).toHaveLength(1);

    await host.send({ type: 'ringBell' });
    await until(() => ana.view?.phase === 'predicting', 'the bell');
    expect(JSON.stringify([ana.view, ben.view, stage.view])).not.toContain('"reveal"');
    await ana.send({ type: 'predict', lost: 1, duplicates: 0 });
    await ben.send({ type: 'predict', lost: 2, duplicates: 0 });
    await until(() => ana.view?.reveal && stage.view?.reveal, 'the reveal');
    expect(ana.view?.reveal?.lane.predictions.map(({ name }) => name).sort()).toEqual(['Ana', 'Ben']);

    await host.send({ type: 'closeRound' });
    const log = `${server.url}/api/sessions/${opened.session}/log`;
    expect(await (await fetch(log)).json()).toMatchObject({ error: 'not-finished' });
    await host.send({ type: 'finishSession' });
    const text = await (await fetch(log)).text();
    expect(parseArchive(text).events.at(-1)?.type).toBe('sessionFinished');
    // The one hash in it is of the log itself.
    expect(text.slice(text.indexOf('\n'))).not.toMatch(/[0-9a-f]{64}/);
    expect(() => verifyArchive(text, sha256)).not.toThrow();
    const { sessions } = (await (await fetch(`${server.url}/api/sessions`)).json()) as { sessions: unknown[] };
    expect(sessions).toMatchObject([{ session: opened.session }]);
  } finally {
    for (const client of [host, stage, ana, ben]) client.close();
  }
});
