import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChaos, type ChaosResult } from './chaos.ts';
import { faultNames } from './faults.ts';
import type { Entry } from './history.ts';

const checker = fileURLToPath(new URL('checker.ts', import.meta.url));
const seed = 20_267;

describe(`servers, Redis and proxy that are killed, paused and cut off (seed ${seed})`, () => {
  let folder = '';
  let file = '';
  let result: ChaosResult;
  let entries: Entry[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ack-attack-chaos-'));
    file = join(folder, 'history.jsonl');
    result = await runChaos({
      seed,
      rooms: 3,
      phones: 6,
      // Phones of one room are then served by different servers.
      affinity: false,
      mostPauseMs: 6_000,
      historyFile: file,
    });
    entries = (await readFile(file, 'utf8')).split('\n').flatMap((line) => (line ? [JSON.parse(line) as Entry] : []));
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function check(history: readonly Entry[]): Promise<{ status: number | null; said: string }> {
    const changed = join(folder, 'changed.jsonl');
    await writeFile(changed, history.map((entry) => JSON.stringify(entry)).join('\n'));
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', checker, changed], { encoding: 'utf8' });
    return { status, said: stdout };
  }

  it('lose nothing, do nothing twice and come to agree', async () => {
    const { status, said } = await check(entries);
    expect(said).toMatch(/: 0 mistakes\n$/);
    expect(status).toBe(0);
    expect(result.faults.map(({ name }) => name).sort()).toEqual([...faultNames].sort());
    expect(result.accepted).toBeGreaterThan(100);
  });

  /** Changes the first entry that the change applies to. */
  function planted(change: (entry: Entry) => Entry | undefined): Entry[] {
    const history = structuredClone(entries);
    const at = history.findIndex((entry) => change(structuredClone(entry)) !== undefined);
    history[at] = change(history[at]!)!;
    return history;
  }

  const changedLog = (change: (events: { type: string }[]) => { type: string }[]) =>
    planted((entry) =>
      entry.kind === 'log' ? { ...entry, events: change(entry.events as { type: string }[]) } : undefined,
    );
  const first = (events: { type: string }[], type: string) => events.find((event) => event.type === type)!;
  const last = (events: { type: string }[], type: string) => events.findLast((event) => event.type === type)!;

  it('and a session without a log is no session without mistakes', async () => {
    const { status, said } = await check(entries.filter(({ kind }) => kind !== 'log'));
    expect(said).toContain('there is no log');
    expect(status).toBe(1);
  });

  it.each([
    [
      'exactlyOnce',
      'an acknowledged command that is lost',
      () => changedLog((events) => events.filter((event) => event !== first(events, 'commandAccepted'))),
    ],
    [
      'exactlyOnce',
      'a command done twice',
      () => changedLog((events) => [...events, first(events, 'commandAccepted')]),
    ],
    [
      'exactlyOnce',
      'a command done after its refusal',
      () =>
        planted((entry) =>
          entry.kind === 'answer' && entry.outcome === 'accepted' ? { ...entry, outcome: 'rejected' } : undefined,
        ),
    ],
    [
      'exactlyOnce',
      'a command that is done and of which nobody is told',
      () =>
        changedLog((events) => [...events, { ...first(events, 'commandAccepted'), id: 'nobody-was-told' } as never]),
    ],
    [
      'viewsMoveForward',
      'a view that goes back',
      () => {
        const view = entries.findLast((entry) => entry.kind === 'view')!;
        return [...entries, { ...view, version: view.version - 1 } as Entry];
      },
    ],
    [
      'lanesAgree',
      'one client that is shown something else',
      () =>
        planted((entry) =>
          entry.kind === 'truth' ? { ...entry, shown: { ...(entry.shown as object), points: -1 } } : undefined,
        ),
    ],
    [
      'nothingTwice',
      'a packet that arrives twice',
      () => changedLog((events) => [...events, first(events, 'packetArrived')]),
    ],
    ['nothingTwice', 'a bell that rings twice', () => changedLog((events) => [...events, first(events, 'bellRang')])],
    [
      'ticksOnTime',
      'an order that never came',
      () => changedLog((events) => events.filter((event) => event !== first(events, 'orderPlaced'))),
    ],
    [
      'ticksOnTime',
      'a lane whose orders end before the bell',
      () => changedLog((events) => events.filter((event) => event !== last(events, 'orderPlaced'))),
    ],
    [
      'tallyIsLedger',
      'a stored copy that is in the tally only',
      () => changedLog((events) => events.filter((event) => event !== first(events, 'copyStored'))),
    ],
  ])('the check %s sees %s', async (name, _, plant) => {
    const { status, said } = await check(plant());
    expect(said).toContain(`${name}: `);
    expect(status).toBe(1);
  });
});
