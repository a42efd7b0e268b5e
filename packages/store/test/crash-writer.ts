// A process to be killed: appends to its sessions without an end, or the given number of times, racing with others,
// and prints "session version" for each append once it was acknowledged.
import { writeSync } from 'node:fs';
import { openSqliteStore, type SessionStore } from '../src/index.ts';
import { eventOf } from './sample-events.ts';

const [file = '', writer = '', sessions = '', appends = ''] = process.argv.slice(2);

async function writeTo(store: SessionStore, id: string): Promise<void> {
  await store.create({ id, roomCode: id, createdAt: 1 }, []);
  let version = (await store.find(id))?.version ?? 0;
  for (let n = 0; n < Number(appends); n += 1) {
    const size = 1 + ((version * 7 + n) % 5) + (n % 20 === 19 ? 600 : 0);
    const events = Array.from({ length: size }, (_, k) => eventOf(k, `${writer}/${n}/${k} of ${size}`));
    let result = await store.append(id, version, events);
    while (result.outcome === 'conflict') result = await store.append(id, result.version, events);
    version = result.version;
    writeSync(1, `${id} ${version}\n`);
  }
}

const store = await openSqliteStore({ file });
writeSync(1, 'ready 0\n');
await Promise.all(sessions.split(',').map((id) => writeTo(store, id)));
await store.close();
