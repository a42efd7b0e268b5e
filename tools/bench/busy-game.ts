import { playBots } from '@ack-attack/bots';
import {
  decide,
  emptySession,
  evolve,
  type Action,
  type Command,
  type GameEvent,
  type HostCommand,
  type Lane,
  type LaneEvent,
  type PlayerId,
  type SeatId,
  type ServerCommand,
  type SessionState,
} from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';

/** A command with the state and the time it is given at. */
export interface Moment {
  state: SessionState;
  command: Command;
  /** Epoch ms. */
  now: number;
}

/** Lanes of 5 for a class of 60, which leaves its seats to bots; orders coming faster than brokers work, every kind of fault. */
export function busyLog(seed: number): readonly GameEvent[] {
  const events: GameEvent[] = [];
  let state = emptySession;
  let now = 1_700_000_000_000;
  let seq = 0;
  const submit = (command: Command) => {
    const decision = decide(state, command, now);
    if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
    state = decision.state;
    events.push(...decision.events);
  };
  const server = (command: ServerCommand) => submit({ by: 'server', command });
  const host = (command: HostCommand) => submit({ by: 'host', seq: ++seq, id: `h${seq}`, command });
  const settings = { ...settingsFor('exactly-once', 'middle'), roundMs: 90_000, orderEveryMs: 1_000 };
  const secrets = { hostTokenHash: '', stageTokenHash: '' };
  server({ type: 'openSession', session: 'busy', roomCode: 'BUSYBU', ...secrets, seed, settings });
  const players = Array.from({ length: 60 }, (_, index) => `u${index + 1}` as PlayerId);
  for (const player of players) server({ type: 'joinSession', player, name: player, tokenHash: player });
  host({ type: 'startRound' });
  for (const player of players) host({ type: 'removePlayer', player });
  for (const leg of ['publish', 'confirm', 'deliver', 'ack'] as const) {
    const span = { rate: 0.1, forMs: settings.roundMs };
    for (const kind of ['drop', 'duplicate'] as const)
      host({ type: 'injectFault', lane: 'all', what: { kind, leg }, span });
  }
  now += settings.roundMs + 1_000;
  events.push(...playBots(state, now).events);
  return events;
}

/** What somebody asked for at every event of a log that somebody asked for, and a tick where time alone did it. */
export function momentsOf(log: readonly GameEvent[]): readonly Moment[] {
  const moments: Moment[] = [];
  let state = emptySession;
  for (const event of log) {
    if ('lane' in event && state.phase === 'playing') {
      const lane = state.lanes.find(({ id }) => id === event.lane);
      const command = lane && commandOf(event as LaneEvent, lane);
      if (command) moments.push({ state, command, now: state.createdAt + event.at });
    }
    state = evolve(state, event);
  }
  return moments;
}

function commandOf(event: LaneEvent, lane: Lane): Command | undefined {
  if (event.type === 'packetArrived' || event.type === 'packetDropped') {
    return { by: 'server', command: { type: 'tick' } };
  }
  const seat = event.type === 'packetSent' ? event.packet.from : 'seat' in event ? event.seat : undefined;
  const action = actionOf(event, lane);
  return seat && action && { by: 'bot', lane: lane.id, seat, action };
}

function actionOf(event: LaneEvent, lane: Lane): Action | undefined {
  switch (event.type) {
    case 'packetSent':
      return event.packet.twinOf === undefined ? sendingOf(event.packet.load, event.packet.to, lane) : undefined;
    case 'orderGivenUp':
      return { do: 'giveUp', order: event.order };
    case 'copyStored':
      return { do: 'store', copy: event.copy };
    case 'copyDiscarded':
      return { do: 'discard', copy: event.copy };
    case 'tagReleased':
      return { do: 'requeue', tag: event.tag };
    case 'logChecked':
      return { do: 'check', delivery: event.delivery };
    case 'cardCharged':
      return { do: 'charge', delivery: event.delivery };
    case 'idRecorded':
      return { do: 'record', delivery: event.delivery };
    case 'workCommitted':
      return { do: 'commit', delivery: event.delivery };
    case 'deliveryDismissed':
      return { do: 'dismiss', delivery: event.delivery };
    default:
      return undefined;
  }
}

function sendingOf(load: Lane['packets'][number]['load'], to: SeatId, lane: Lane): Action {
  switch (load.leg) {
    case 'publish': {
      const fresh = load.message === `m${lane.counts.messages + 1}`;
      return { do: 'publish', order: load.order, ...(fresh ? {} : { message: load.message }) };
    }
    case 'confirm':
      return { do: 'confirm', copy: load.copy };
    case 'deliver':
      return { do: 'deliver', copy: load.copy, to };
    case 'ack':
      return { do: load.verb, delivery: load.delivery };
  }
}
