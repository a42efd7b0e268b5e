import { existsSync, writeFileSync } from 'node:fs';
import { systems, type Contract, type Level, type PlayerId, type System } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { formatArchive, parseArchive } from '@ack-attack/replay';
import { troubledSession, RecordedSession } from '../../packages/replay/test/recorded-session.ts';
import { sha256 } from '../../packages/replay/test/sha256.ts';
import { expectedOf } from './expected.ts';
import { handPlayed } from './hand-played.ts';

/*
 * Records one archive for each kind of round as this version plays it: tsx tests/golden/record.ts VERSION. What is
 * recorded stays as it is, and is not recorded again: later versions must read it and come to the same tally.
 */

function shortRound(contract: Contract, level: Level, system: System, roundMs: number): RecordedSession {
  const session = new RecordedSession({}, 11);
  const players = ['ana', 'ben', 'cleo'].map((id): PlayerId => session.join(id));
  session.host({
    type: 'configureRound',
    settings: { ...settingsFor(contract, level, system), roundMs, predictMs: 0 },
  });
  session.host({ type: 'startRound' });
  // From here on bots play for those who go.
  for (const player of players) session.host({ type: 'removePlayer', player });
  session.play(3_000);
  const [leg, crashed] =
    contract === 'at-most-once' ? (['publish', 'broker'] as const) : (['ack', 'consumer'] as const);
  session.host({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg }, span: { rate: 0.4, forMs: 8_000 } });
  session.play(5_000);
  session.host({ type: 'injectFault', lane: 'all', what: { kind: 'crash', role: crashed }, span: { forMs: 2_000 } });
  session.play(roundMs);
  if (session.state.phase === 'playing') session.host({ type: 'ringBell' });
  session.host({ type: 'revealTruth' });
  session.host({ type: 'finishSession' });
  return session;
}

const version = process.argv[2];
if (!version || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error('name the version that records: 1.2.3');
const sessions: Record<string, RecordedSession> = {
  'middle-troubled': troubledSession(7),
  'zero-at-least-once': shortRound('at-least-once', 'zero', 'plain', 40_000),
  'junior-at-most-once': shortRound('at-most-once', 'junior', 'plain', 40_000),
};
for (const system of systems) {
  sessions[`senior-${system}`] = shortRound('exactly-once', 'senior', system, 25_000);
}
const archives: Record<string, () => string | Promise<string>> = { 'middle-by-hand': handPlayed };
for (const [name, { events }] of Object.entries(sessions)) archives[name] = () => formatArchive(events, sha256);
for (const [name, record] of Object.entries(archives)) {
  const file = new URL(`${version}-${name}`, import.meta.url);
  if (existsSync(`${file.pathname}.jsonl`)) continue;
  const archive = await record();
  writeFileSync(`${file.pathname}.jsonl`, archive);
  writeFileSync(
    `${file.pathname}.expected.json`,
    `${JSON.stringify(expectedOf(parseArchive(archive).events), null, 2)}\n`,
  );
}
