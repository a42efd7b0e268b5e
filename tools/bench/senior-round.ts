import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { textbookPolicy } from '@ack-attack/bots';
import type { Command, PlayerId } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { SessionDirectory, type ViewSink, type SessionRoom, type Runtime } from '@ack-attack/session';
import { createMemoryStore } from '@ack-attack/store';

const watchedMs = 30_000;

const runtime: Runtime = {
  now: () => Date.now(),
  steadyNow: () => performance.now(),
  schedule: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  report: (error) => {
    throw error;
  },
};

/** What a round on autopilot costs a server, with a class of 60 and both screens watching, and no sockets. */
export async function benchSeniorRound(): Promise<readonly string[]> {
  const directory = new SessionDirectory({
    store: createMemoryStore(),
    runtime,
    codeVersion: 'bench',
    random: Math.random,
    newId: randomUUID,
  });
  const settings = { ...settingsFor('at-least-once', 'senior'), roundMs: 600_000 };
  const opened = await directory.open({ settings, hostTokenHash: 'host', stageTokenHash: 'stage' });
  if (opened.outcome !== 'accepted') throw new Error(opened.code);
  const { room } = opened;
  const sent = { messages: 0, bytes: 0 };
  const link: ViewSink = {
    view: (message) => {
      sent.messages++;
      sent.bytes += JSON.stringify(message).length;
    },
    end: () => undefined,
  };
  room.connectScreen('console', link);
  room.connectScreen('stage', link);
  for (let number = 1; number <= 60; number++) {
    const joined = await room.join(`Player ${number}`, `hash ${number}`);
    if (joined.outcome === 'accepted') room.connectPhone(joined.player, link);
  }
  await give(room, { by: 'host', seq: 1, id: 'start-round', command: { type: 'startRound' } });
  for (const { seats } of room.state.lanes) {
    for (const { role, player } of seats) {
      if (player === undefined) continue;
      const policy = textbookPolicy(settings.contract, role, settings);
      await give(room, policyOf(player, policy));
    }
  }
  // The first orders are on their way, and the compiler has seen the code.
  await pause(10_000);
  const before = { version: room.state.version, ...sent };
  const since = performance.now();
  const cpu = process.cpuUsage();
  await pause(watchedMs);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - since) / 1_000;
  const share = (user + system) / 10_000 / seconds;
  const perSecond = (value: number) => Math.round(value / seconds).toLocaleString('en');
  const orders = room.state.lanes.reduce((sum, lane) => sum + lane.counts.orders, 0);
  const effects = room.state.lanes.reduce((sum, lane) => sum + lane.counts.effects, 0);
  directory.close();
  return [
    `60 players in ${room.state.lanes.length} lanes for ${Math.round(seconds)} s; ${orders} orders, ${effects} effects`,
    `${share.toFixed(1).padStart(9)} % of a core`,
    `${perSecond(room.state.version - before.version).padStart(9)} events/s`,
    `${perSecond(sent.messages - before.messages).padStart(9)} views/s, ${perSecond(sent.bytes - before.bytes)} bytes/s`,
  ];
}

function policyOf(player: PlayerId, policy: ReturnType<typeof textbookPolicy>): Command {
  return { by: 'player', player, seq: 1, id: 'set-the-policy', command: { type: 'setPolicy', policy } };
}

async function give(room: SessionRoom, command: Command): Promise<void> {
  const outcome = await room.submit(command);
  if (outcome.outcome === 'rejected') throw new Error(outcome.code);
}
