import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, memoryStorage, socketTransport, type Client } from '@ack-attack/client';
import { emptySession, evolve, gameTime, type GameEvent, type HostCommand, type LaneId } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import type { CommandResult, RoundReveal } from '@ack-attack/protocol';
import { roundResult, type RoundResult } from '@ack-attack/scoring';
import { afterEach, expect, test } from 'vitest';
import { exactlyOnceMistakes } from './exactly-once-check.ts';
import { lossyTransport, type LossyTransport } from '../wire/lossy-transport.ts';
import { startServer, type ServerProcess } from '../wire/server-process.ts';
import { openSession, readLog } from '../wire/session-api.ts';
import { waitFor } from '../wire/wait-for.ts';
import { createWireBot, type WireBot } from '../wire/wire-bot.ts';

const phones = 29;
const losses = { drop: 0.2, duplicate: 0.15, delayMs: 400, disconnectEveryMs: 8_000 };
const settings = {
  ...settingsFor('at-least-once', 'middle'),
  roundMs: 600_000,
  predictMs: 60_000,
  orderEveryMs: 1_500,
  travelMs: [50, 150],
  overdueMs: 1_500,
} as const;
/** Longer than what the engine takes for a server that was merely slow. */
const outageMs = 6_000;

let dataDir = '';
let server: ServerProcess | undefined;
let bots: WireBot[] = [];
let host: Client<'console'> | undefined;

afterEach(async () => {
  for (const bot of bots) bot.close();
  host?.close();
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('every accepted command is in the log once, through bad links and the death of the server', async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ack-attack-'));
  server = await startServer({ dataDir });
  const { url, port } = server;
  const { session, roomCode, hostToken } = await openSession(url, settings);

  const links: LossyTransport[] = [];
  const badLink = (seed: number) => {
    const link = lossyTransport(socketTransport(url), seed, losses);
    links.push(link);
    return link;
  };
  bots = Array.from({ length: phones }, (_, at) =>
    createWireBot({ name: `Bot ${at}`, seed: at, thinkMs: 100, link: badLink(at) }),
  );
  const console_ = createClient({ as: 'console', storage: memoryStorage(), link: badLink(1_000) });
  host = console_;
  const hostAnswers: CommandResult[] = [];
  const order = async (command: HostCommand) => {
    const answer = await console_.send(command);
    hostAnswers.push(answer);
    return answer;
  };
  const answers = () => [...hostAnswers, ...bots.flatMap((bot) => bot.answers.map(({ answer }) => answer))];
  const accepted = () => answers().filter(({ outcome }) => outcome === 'accepted');

  const everybody = Promise.all(bots.map((bot) => bot.join(roomCode)));
  await console_.resume(session, hostToken);
  // The rest joins late.
  await waitFor('most are in', () => bots.filter(({ client }) => client.welcome).length > phones / 2);
  expect(await order({ type: 'startRound' })).toMatchObject({ outcome: 'accepted' });
  const lane = await waitFor(
    'the lanes are seen',
    () => Object.keys(console_.view?.lanes ?? {})[0] as LaneId | undefined,
  );
  const confirmsLost: HostCommand = {
    type: 'injectFault',
    lane,
    what: { kind: 'drop', leg: 'confirm' },
    span: { rate: 0.3, forMs: 5_000 },
  };
  expect(await order(confirmsLost)).toMatchObject({ outcome: 'accepted' });
  expect(await order({ type: 'resumeRound' })).toMatchObject({ outcome: 'rejected', code: 'wrong-phase' });
  await everybody;
  await waitFor('the round is going', () => accepted().length >= 60);

  const beforeKill = new Set(accepted().map(({ id }) => id));
  await server.kill9();
  const killedAt = Date.now();
  await waitFor('everybody has noticed', () => bots.every(({ client }) => client.status !== 'online'));
  const duringOutage = bots.flatMap(({ client }) => client.pending.map(({ id }) => id));
  await waitFor('the outage is long', () => Date.now() - killedAt > outageMs);
  server = await startServer({ dataDir, port });
  const restartedAt = Date.now();
  await waitFor('the round goes on', () => accepted().length >= beforeKill.size + 50);
  expect(console_.view?.phase).toBe('playing');

  expect(await order({ type: 'ringBell' })).toMatchObject({ outcome: 'accepted' });
  const predicted = () => bots.flatMap((bot) => bot.answers).filter(({ command }) => command.type === 'predict');
  await waitFor('many have predicted', () => predicted().length >= phones / 3);
  const revealed = await order({ type: 'revealTruth' });
  // Where everybody was quicker, the truth is shown already.
  expect(revealed.outcome === 'accepted' || revealed.code).toSatisfy((how) => how === true || how === 'wrong-phase');
  const reveal = await waitFor('the truth is shown', () => console_.view?.reveal);
  for (const bot of bots) bot.rest();
  await order({ type: 'finishSession' });
  await waitFor('everything is answered', () =>
    [console_, ...bots.map(({ client }) => client)].every(({ pending }) => pending.length === 0),
  );

  const log = await waitFor('the log is there', () => readLog(url, session, hostToken).catch(() => undefined));
  const { events } = log;
  expect(exactlyOnceMistakes(events, answers())).toEqual([]);
  const lost = [...beforeKill].filter((id) => !events.some((event) => isAcceptance(event) && event.id === id));
  expect(lost).toEqual([]);
  expect(joinedNames(events)).toHaveLength(phones);
  expect(new Set(joinedNames(events)).size).toBe(phones);
  expect(tallies(reveal)).toEqual(tallies(replayedResult(events)));

  const { gameJump, sessionJump } = longestSilence(events);
  expect(sessionJump).toBeGreaterThan(outageMs);
  expect(gameJump).toBeLessThan(outageMs / 2);

  // The check would have seen a command that is missing, doubled, hushed up or done against its answer.
  const one = events.find(isAcceptance)!;
  const without = events.filter((event) => event !== one);
  expect(exactlyOnceMistakes(without, answers())).toHaveLength(1);
  expect(exactlyOnceMistakes([...events, one], answers())).toHaveLength(1);
  const others = answers().filter(({ id }) => id !== one.id);
  expect(exactlyOnceMistakes(events, others)).toHaveLength(1);
  const rejection: CommandResult = { id: one.id, outcome: 'rejected', code: 'wrong-phase' };
  expect(exactlyOnceMistakes(events, [...answers(), rejection])).toHaveLength(1);

  // The links did their worst, the kill met commands on their way, and the outage was as long as it looks.
  const done = (what: keyof LossyTransport['done']) => links.reduce((sum, link) => sum + link.done[what], 0);
  expect(Math.min(done('dropped'), done('duplicated'), done('delayed'))).toBeGreaterThan(phones);
  expect(done('cut')).toBeGreaterThan(phones);
  expect(bots.reduce((sum, { client }) => sum + client.counts.resent, 0)).toBeGreaterThan(20);
  expect(duringOutage.length).toBeGreaterThan(0);
  expect(restartedAt - killedAt).toBeGreaterThan(outageMs);
});

function isAcceptance(event: GameEvent): event is Extract<GameEvent, { type: 'commandAccepted' }> {
  return event.type === 'commandAccepted';
}

function joinedNames(events: readonly GameEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'playerJoined' ? [event.name] : []));
}

/** The result of the round, from nothing but its log. */
function replayedResult(events: readonly GameEvent[]): RoundResult {
  let state = emptySession;
  for (const event of events) {
    state = evolve(state, event);
    if (event.type === 'bellRang') return roundResult(state);
  }
  throw new Error('no bell rang');
}

function tallies({ lanes }: { lanes: RoundReveal['lanes'] | RoundResult['lanes'] }) {
  return Object.fromEntries(lanes.map(({ lane, tally, points }) => [lane, { tally, points }]));
}

/** The longest time between two events of the round, by the session's clock and by the game's. */
function longestSilence(events: readonly GameEvent[]): { gameJump: number; sessionJump: number } {
  let state = emptySession;
  let gameJump = 0;
  let sessionJump = 0;
  for (const event of events) {
    const before = state;
    state = evolve(state, event);
    if (before.phase !== 'playing') continue;
    sessionJump = Math.max(sessionJump, state.at - before.at);
    gameJump = Math.max(gameJump, gameTime(state, state.at) - gameTime(before, before.at));
  }
  return { gameJump, sessionJump };
}
