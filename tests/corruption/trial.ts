import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore, StoreError, type SessionStore } from '@ack-attack/store';
import { ManualClock } from '../../packages/session/test/manual-clock.ts';
import { emptyFold, foldEvents } from '../../packages/session/src/log/session-fold.ts';
import { damage, damageOf } from './damage.ts';
import { directoryOn, fileName, openSession, textOf, type School } from './school.ts';

/** Events that one commit holds at most. */
const lastCommitEvents = 60;

/** What a server made of a damaged folder. */
export interface Trial {
  seed: number;
  kind: string;
  /** Sessions that are served as they were. */
  whole: number;
  /** Sessions that are said to be damaged, by name. */
  refused: number;
  /** Sessions of which the newest events are gone, and those that are gone altogether. */
  shortened: number;
  gone: number;
  findings: readonly string[];
  setAside: boolean;
  /** What must not be, a sentence each. */
  mistakes: readonly string[];
}

/** Starts on a damaged copy of a school what a server is made of, and looks at everything in it. */
export async function tryDamage(school: School, folder: string, seed: number): Promise<Trial> {
  const { kind, killed } = damageOf(seed);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const from = killed ? school.killed : school.closed;
  for (const name of readdirSync(from)) cpSync(join(from, name), join(folder, name));
  // It is of shared memory and does not outlive a machine.
  rmSync(join(folder, `${fileName}-shm`), { force: true });
  damage(folder, seed);

  const findings: string[] = [];
  const mistakes: string[] = [];
  const store = await openSqliteStore({ file: join(folder, fileName), onDamage: (finding) => findings.push(finding) });
  const clock = new ManualClock();
  const directory = directoryOn(store, clock);
  await directory.resume();
  const counts = { whole: 0, refused: 0, shortened: 0, gone: 0 };
  for (const [id, log] of school.logs) {
    const { state, lost } = await readSession(store, id, log);
    counts[state] += 1;
    if (state === 'refused') continue;
    const told = findings.length > 0 || clock.reports.some(({ error }) => String(error).includes(id));
    if (state !== 'whole' && !told && !mayBeSilent(kind, lost)) mistakes.push(`${id} is ${state} and nobody says so`);
    // What is whole is served, and goes on.
    if (state === 'gone') continue;
    const room = await directory.byId(id);
    const fold = JSON.stringify(foldEvents(emptyFold, await store.read(id, 0)));
    if (JSON.stringify(room?.fold) !== fold) mistakes.push(`${id} is not served as its log says`);
  }
  const room = await openSession(directory);
  if ((await store.read(room.id, 0)).length !== room.state.version) mistakes.push('a new session is not kept');
  await clock.advance(1_000);
  directory.close();
  await directory.settled;
  await store.close();
  const setAside = readdirSync(folder).some((name) => name.includes('.damaged-'));
  if (kind === 'nothing' && (counts.whole !== school.logs.size || findings.length > 0)) {
    mistakes.push(`damage was found where there is none: ${findings.join(' ')}`);
  }
  return { seed, kind, ...counts, findings, setAside, mistakes };
}

/**
 * A WAL whose end is gone is that of an earlier moment, and a damaged last commit looks like one that a killed process
 * did not get to the end of: nobody can tell.
 */
function mayBeSilent(kind: string, lost: number): boolean {
  return kind === 'a WAL that is cut off' || (kind.startsWith('a WAL') && lost <= lastCommitEvents);
}

async function readSession(
  store: SessionStore,
  id: string,
  log: readonly string[],
): Promise<{ state: 'whole' | 'refused' | 'shortened' | 'gone'; lost: number }> {
  try {
    const texts = (await store.read(id, 0)).map(textOf);
    texts.forEach((text, index) => {
      if (text !== log[index]) throw new Error(`event ${index + 1} of ${id} was altered in silence`);
    });
    return { state: texts.length === log.length ? 'whole' : 'shortened', lost: log.length - texts.length };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === 'unknown-session') return { state: 'gone', lost: log.length };
    if (error.code === 'damaged' && error.message.includes(id)) return { state: 'refused', lost: log.length };
    throw error;
  }
}
