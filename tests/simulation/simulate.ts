import { isDeepStrictEqual } from 'node:util';
import { emptySession, evolveAll, plainSettings, type GameEvent, type PlayerId } from '@ack-attack/engine';
import { PhoneProjector } from '../../packages/session/src/views/phone-projector.ts';
import { RoomProjector } from '../../packages/session/src/views/room-projector.ts';
import { emptyFold, foldEvents } from '../../packages/session/src/log/session-fold.ts';
import type { Plant } from './plant.ts';
import { SimulatedPlayer } from './simulated-player.ts';
import { SimulatedServer } from './simulated-server.ts';
import { SharedLogs } from './simulated-store.ts';
import { World } from './world.ts';

const settings = {
  ...plainSettings,
  contract: 'at-least-once' as const,
  roundMs: 60_000,
  orderEveryMs: 2_500,
  travelMs: [100, 300] as const,
  overdueMs: 1_500,
};
const names = ['Ana', 'Ben', 'Cleo'];
const playMs = 8_000;
const calmMs = 10_000;

export interface Simulated {
  seed: number;
  /** A sentence for each thing that must not be. */
  mistakes: readonly string[];
  answers: number;
  events: number;
  done: SharedLogs['done'] & { kills: number; pauses: number };
}

/** One class on servers that are killed and paused, over a store and a network that lose and delay. */
export async function simulate(seed: number, plant?: Plant): Promise<Simulated> {
  const world = new World(seed);
  const logs = new SharedLogs(world, plant);
  const servers: SimulatedServer[] = [];
  const isAlive = (name: string) => servers.some((server) => server.name === name && server.alive);
  const begin = () => servers.push(new SimulatedServer(`server${servers.length}`, logs, isAlive));
  for (let at = 0; at < 3; at++) begin();
  const living = () => servers.filter(({ alive }) => alive);
  const pick = () => living()[world.between(0, living().length - 1)]!;

  // What the simulation is about begins with the play.
  logs.loss = 0;
  const { directory } = pick();
  const opened = await world.settled(directory.open({ settings, hostTokenHash: 'host', stageTokenHash: 'stage' }));
  if (opened.outcome === 'rejected') throw new Error(opened.code);
  const { room } = opened;
  const joining = Promise.all(names.map((name) => room.join(name, `token of ${name}`)));
  const ids = (await world.settled(joining)).map((joined) => {
    if (joined.outcome === 'rejected') throw new Error(joined.code);
    return joined.player;
  });
  await world.settled(room.submit({ by: 'host', seq: 1, id: 'start', command: { type: 'startRound' } }));
  const players = ids.map((id: PlayerId) => new SimulatedPlayer(world, room.id, id, pick, plant));
  for (const player of players) void player.connect();

  let hosts = 0;
  const order = async (type: 'pauseRound' | 'resumeRound') => {
    const served = await pick()
      .directory.byId(room.id)
      .catch(() => undefined);
    const seq = 2 + hosts;
    await served?.submit({ by: 'host', seq, id: `host ${seq}`, command: { type } });
  };

  logs.loss = 0.04;
  const done = { kills: 0, pauses: 0 };
  for (const end = world.now + playMs; world.now < end;) {
    await world.advance(100);
    for (const player of players) player.look();
    const chance = world.draw();
    if (world.draw() < 0.08) void order(hosts++ % 2 === 0 ? 'pauseRound' : 'resumeRound');
    if (chance < 0.03) void players[world.between(0, players.length - 1)]!.connect();
    else if (chance < 0.05) {
      pick().pause(world.now + world.between(300, 3_000));
      done.pauses++;
    } else if (chance < 0.06) {
      pick().kill();
      begin();
      done.kills++;
    }
  }

  // All is well again: what was given is answered, and everybody catches up.
  logs.loss = 0;
  for (const player of players) player.resting = true;
  for (
    const end = world.now + calmMs;
    world.now < end && (players.some(({ busy }) => busy) || world.now < end - 6_000);
  ) {
    await world.advance(200);
    for (const player of players) player.look();
  }
  const mistakes = players.filter(({ busy }) => busy).map(({ id }) => `${id} was never answered`);
  const refreshed = Promise.all(
    living().map(async (server) => {
      const served = await server.directory.byId(room.id);
      await served?.refresh();
    }),
  );
  const reached = logs.log(room.id).length;
  await world.settled(refreshed);
  await world.advance(100);
  const log = logs.log(room.id);
  mistakes.push(...logMistakes(log, players), ...players.flatMap((player) => viewMistakes(log, player)));
  for (const { name, directory: own } of living()) {
    for (const served of own.rooms) {
      const { version } = served.state;
      // The news of what fell due a moment ago may be on its way.
      if (version < reached) mistakes.push(`${name} has not heard of the end of the log`);
      const folded = evolveAll(emptySession, log.slice(0, version));
      if (JSON.stringify(served.state) !== JSON.stringify(folded))
        mistakes.push(`${name} has another state than the log`);
    }
  }
  for (const server of living()) server.kill();
  const answers = players.reduce((sum, player) => sum + player.answers.length, 0);
  return { seed, mistakes, answers, events: log.length, done: { ...logs.done, ...done } };
}

/** What a player has seen on the way, and whether the view it has in the end is that of the log. */
function viewMistakes(log: readonly GameEvent[], { id, mistakes, view, version }: SimulatedPlayer): string[] {
  const fold = foldEvents(emptyFold, log.slice(0, version));
  const player = fold.state.players.find((each) => each.id === id);
  const right =
    player && (JSON.parse(JSON.stringify(new PhoneProjector(new RoomProjector()).view(fold, player))) as unknown);
  return isDeepStrictEqual(right, view) ? mistakes : [...mistakes, `${id} has another view than the log gives it`];
}

function logMistakes(log: readonly GameEvent[], players: readonly SimulatedPlayer[]): string[] {
  const commands = new Map<string, number>();
  const happened = new Map<string, number>();
  const count = (counts: Map<string, number>, what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  let at = 0;
  const mistakes: string[] = [];
  for (const event of log) {
    if (event.at < at) mistakes.push(`time went back from ${at} to ${event.at}`);
    at = event.at;
    if (event.type === 'commandAccepted') count(commands, event.id);
    if (event.type === 'orderPlaced') count(happened, `order ${event.order}`);
    if (event.type === 'packetSent') count(happened, `packet ${event.packet.id} sent`);
    if (event.type === 'packetArrived' || event.type === 'packetDropped')
      count(happened, `packet ${event.packet} ended`);
    if (event.type === 'bellRang') count(happened, 'the bell');
  }
  for (const [id, times] of commands) if (times > 1) mistakes.push(`${id} is in the log ${times} times`);
  for (const [what, times] of happened) if (times > 1) mistakes.push(`${what} ${times} times`);
  for (const { answers } of players) {
    for (const { id, outcome, code } of answers) {
      if (outcome === 'accepted' && !commands.has(id)) mistakes.push(`${id} was acknowledged and is not in the log`);
      // Of a stale one it is not known whether it was done before.
      if (outcome === 'rejected' && code !== 'stale-command' && commands.has(id)) {
        mistakes.push(`${id} was refused (${code}) and is in the log`);
      }
    }
  }
  return mistakes;
}
