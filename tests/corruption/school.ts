import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { plainSettings, type GameEvent, type RoundSettings } from '@ack-attack/engine';
import { SessionDirectory, type Runtime } from '@ack-attack/session';
import { openSqliteStore, type SessionStore } from '@ack-attack/store';
import { ManualClock } from '../../packages/session/test/manual-clock.ts';

const settings: RoundSettings = {
  ...plainSettings,
  contract: 'at-least-once',
  level: 'junior',
  roundMs: 60_000,
  predictMs: 20_000,
  orderEveryMs: 1_000,
  freshMs: 0,
  travelMs: [300, 600],
  overdueMs: 3_000,
  maxConsumers: 1,
  offered: [],
  liveTally: false,
};
const names = ['Аня', 'Łukasz', '李雷', 'Zoë 🐰', 'Ben', 'فاطمة'];
export const sessions = 4;

/** What is kept in the two folders of a school, and what its logs say. */
export interface School {
  /** Ended in order. */
  closed: string;
  /** As a killed server leaves it, with newest events in the WAL. */
  killed: string;
  logs: ReadonlyMap<string, readonly string[]>;
}

export const fileName = 'ack-attack.sqlite';

export function directoryOn(store: SessionStore, runtime: Runtime): SessionDirectory {
  let ids = 0;
  let draws = 0;
  return new SessionDirectory({
    store,
    runtime,
    codeVersion: 'test',
    newId: () => `${runtime.now().toString(36)}-session-${++ids}`,
    random: () => ((draws += 1) * 0.618_033_988_7) % 1,
  });
}

/** Opens a session on a directory. */
export async function openSession(directory: SessionDirectory) {
  const opened = await directory.open({ settings, hostTokenHash: 'hash-of-host', stageTokenHash: 'hash-of-stage' });
  if (opened.outcome === 'rejected') throw new Error(opened.code);
  return opened.room;
}

/** Has some sessions played in folders below the one given: one finished, the others in the middle of a round. */
export async function playSchool(folder: string): Promise<School> {
  const [closed, killed] = [join(folder, 'closed'), join(folder, 'killed')];
  for (const each of [closed, killed]) await mkdir(each, { recursive: true });
  const store = await openSqliteStore({ file: join(closed, fileName), onDamage: neverDamaged });
  const clock = new ManualClock();
  const directory = directoryOn(store, clock);
  const ids: string[] = [];
  const rooms = [];
  for (let session = 0; session < sessions; session++) {
    const room = await openSession(directory);
    ids.push(room.id);
    rooms.push(room);
    for (const name of names) await room.join(`${name} ${session}`, `hash-of-${name}-${session}`);
    await room.submit({ by: 'host', seq: 1, id: 'start-the-round', command: { type: 'startRound' } });
    await clock.advance(4_000);
  }
  await rooms[0]!.submit({ by: 'host', seq: 2, id: 'finish-the-session', command: { type: 'finishSession' } });
  await clock.advance(3_000);
  directory.close();
  await directory.settled;
  await cp(closed, killed, { recursive: true });
  const logs = new Map<string, readonly string[]>();
  for (const id of ids) logs.set(id, (await store.read(id, 0)).map(textOf));
  await store.close();
  return { closed, killed, logs };
}

export function textOf(event: GameEvent): string {
  return JSON.stringify(event);
}

function neverDamaged(finding: string): void {
  throw new Error(finding);
}
