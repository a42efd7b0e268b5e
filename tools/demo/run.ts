import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaneId } from '@ack-attack/engine';
import { startServer } from '../../tests/wire/server-process.ts';
import { checkLog, checkReplay, finishSession } from './afterwards.ts';
import { createChecks } from './checks.ts';
import { openClassroom } from './classroom.ts';
import { readOptions, usage, type DemoOptions } from './options.ts';
import { createPhotographs } from './photographs.ts';
import { reportText } from './report-text.ts';
import { playRound } from './round.ts';
import type { ShownResult } from './stage.ts';
import { buildWhatIsStale } from '../../tests/builds.ts';

const startedAt = new Date();

function say(line: string): void {
  console.log(`${((Date.now() - startedAt.getTime()) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

/** Plays the session. Returns what was not true. */
async function demo(options: DemoOptions): Promise<readonly string[]> {
  const { out, rounds } = options;
  await mkdir(out, { recursive: true });
  for (const app of await buildWhatIsStale()) say(`the ${app} is built`);
  const checks = createChecks(say);
  const photographs = createPhotographs(out, options.everyRound);
  const dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-demo-'));
  const server = await startServer({ dataDir });
  say(`the server is at ${server.url}`);
  try {
    const room = await openClassroom(server.url, options, { checks, photographs });
    try {
      say(`${room.bots.length} clients and ${room.phones.length} phones are in`);
      const shown: Record<LaneId, ShownResult>[] = [];
      for (const [index, planned] of rounds.entries()) {
        say(`round ${index + 1}: ${planned.contract}, ${planned.level}`);
        if (index > 0) await room.teacher.click('console.flow.next');
        shown.push(await playRound(room, index + 1, planned));
      }
      await finishSession(room);
      const { log, report } = await checkLog(room, shown);
      await checkReplay(room, report);
      const { mistakes } = room.watch;
      checks.that(mistakes.length === 0, 'no page has an error, a failed request or a request elsewhere', mistakes);
      await writeFile(join(out, 'log.jsonl'), log);
      await writeFile(join(out, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
      await writeFile(
        join(out, 'report.md'),
        reportText(report, { held: checks.held, failed: checks.failed, photographs: photographs.files }),
      );
    } catch (error) {
      await photographs.take('0-failure', room.pages(), true).catch(() => undefined);
      throw new Error(`${(error as Error).message}\npages: ${room.watch.mistakes.join('; ') || 'no mistakes'}`, {
        cause: error,
      });
    } finally {
      await room.close();
    }
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  return checks.failed;
}

try {
  const options = readOptions(process.argv.slice(2), startedAt);
  if (options === 'help') console.log(usage);
  else {
    const failed = await demo(options);
    say(failed.length === 0 ? `everything held: ${options.out}` : `${failed.length} did not hold: ${options.out}`);
    if (failed.length > 0) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
