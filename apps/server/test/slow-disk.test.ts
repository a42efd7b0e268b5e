import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@ack-attack/store';
import { expect, test } from 'vitest';
import { SlowDisk } from '../../../packages/store/test/slow-disk.ts';
import { openSession, startServer, until, Wires } from './harness.ts';

test('while a sync of the disk does not end, other rooms are read and shown, and no answer runs ahead of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ack-attack-slow-disk-'));
  const disk = new SlowDisk();
  const store = await openSqliteStore({ file: join(folder, 'ack-attack.sqlite') }, disk);
  const server = await startServer({ store });
  const all = new Wires(server);
  try {
    const [first, second] = [await openSession(server), await openSession(server)];
    const host = await all.console(first);
    const phone = await all.phone(first, 'Ana');
    const other = await all.console(second);
    await until(() => JSON.stringify(host.view).includes('Ana'), 'the player on the console');

    const before = disk.syncs;
    const shown = phone.views.length;
    disk.hold();
    const answer = host.command({ type: 'lockRoom', locked: true });
    await until(() => disk.syncs > before, 'a sync that does not end');
    const room = await fetch(`${server.url}/api/rooms/${second.roomCode}`);
    expect(room.status).toBe(200);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const stage = await all.stage(second);
    expect(stage.view).toBeDefined();
    other.emit('sync', { version: 0, sentAt: 1 });
    await until(() => other.received.some((text) => text.includes('synced')), 'an answer in the other room');
    expect([host.answers, phone.views.length]).toEqual([[], shown]);

    disk.release();
    expect(await answer).toMatchObject({ outcome: 'accepted' });
  } finally {
    disk.release();
    all.closeAll();
    await server.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
});
