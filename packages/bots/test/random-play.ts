import {
  decide,
  faultNames,
  legs,
  optionalActions,
  random,
  randomInt,
  viewSeat,
  type Action,
  type Command,
  type CopyId,
  type DeliveryId,
  type FaultSpec,
  type FaultSpan,
  type GameEvent,
  type HostCommand,
  type MessageId,
  type OrderId,
  type RoundSettings,
  type SeatView,
  type SessionState,
} from '@ack-attack/engine';

export interface RandomGame {
  state: SessionState;
  /** What was appended to the log, oldest first. */
  events: readonly GameEvent[];
}

interface RandomPlay {
  seed: number;
  /** Probability that a step is the host's, from 0 to 1. */
  hostRate: number;
}

/** Plays whatever the machines allow, wise or not, under random faults, until `untilMs` (epoch ms) or the bell. */
export function playAnything(state: SessionState, untilMs: number, play: RandomPlay): RandomGame {
  const events: GameEvent[] = [];
  let current = state;
  let now = state.createdAt + state.at;
  for (let step = 0; now < untilMs && (current.phase === 'playing' || current.phase === 'paused'); step++) {
    const dice = (...purpose: (string | number)[]) => random(play.seed, 'step', step, ...purpose);
    now = Math.min(untilMs, now + 20 + Math.floor(700 * dice('pause')));
    const command = dice('who') < play.hostRate ? hostStep(current, dice) : seatStep(current, dice);
    const tried = decide(current, command, now);
    // Time passes for who was refused too.
    const decision = tried.outcome === 'accepted' ? tried : decide(current, tick, now);
    if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
    current = decision.state;
    events.push(...decision.events);
  }
  return { state: current, events };
}

const tick: Command = { by: 'server', command: { type: 'tick' } };

type Dice = (...purpose: (string | number)[]) => number;

function pick<T>(list: readonly T[], roll: number): T | undefined {
  return list[Math.floor(roll * list.length)];
}

function seatStep(state: SessionState, dice: Dice): Command {
  const lane = pick(state.lanes, dice('lane'));
  const seat = lane && pick(lane.seats, dice('seat'));
  const view = lane && seat && viewSeat(state, lane.id, seat.id);
  if (!view) return tick;
  const actions = possibleActions(view, state.settings);
  const kinds = [...new Set(actions.map((action) => action.do))];
  const ruinous = ['giveUp', 'discard', 'park', 'nack'];
  const likely = kinds.filter((kind) => !ruinous.includes(kind) || dice('ruin', kind) < 0.15);
  const kind = pick(likely, dice('kind'));
  const action = pick(
    actions.filter((candidate) => candidate.do === kind),
    dice('action'),
  );
  return action ? { by: 'bot', lane: view.lane, seat: view.id, action } : tick;
}

/** Everything that a machine could do from what it sees. */
function possibleActions(view: SeatView, { offered }: RoundSettings): readonly Action[] {
  const actions: Action[] = [];
  const orders = view.producer?.orders ?? {};
  const mine = Object.values(orders).flatMap((order) => order.sendings.map((sending) => sending.message));
  for (const order of Object.keys(orders) as OrderId[]) {
    actions.push({ do: 'publish', order }, { do: 'giveUp', order });
    for (const message of new Set<MessageId>(mine)) actions.push({ do: 'publish', order, message });
  }
  for (const [copy, { place, current }] of Object.entries(view.broker?.copies ?? {}) as [
    CopyId,
    NonNullable<SeatView['broker']>['copies'][CopyId],
  ][]) {
    actions.push({ do: 'confirm', copy }, { do: 'discard', copy });
    if (place === 'inbox') actions.push({ do: 'store', copy });
    if (place === 'inbox' || place === 'ready') {
      for (const to of view.broker?.consumers ?? []) actions.push({ do: 'deliver', copy, to });
    }
    if (place === 'ready' || place === 'out') actions.push({ do: 'park', copy });
    if (current) actions.push({ do: 'requeue', tag: current.tag });
  }
  for (const copy of Object.keys(view.broker?.receipts ?? {}) as CopyId[]) actions.push({ do: 'confirm', copy });
  for (const { tag } of view.broker?.answers ?? []) actions.push({ do: 'requeue', tag });
  for (const delivery of Object.keys(view.consumer?.hands ?? {}) as DeliveryId[]) {
    for (const what of ['check', 'charge', 'record', 'commit', 'ack', 'nack', 'dismiss'] as const) {
      actions.push({ do: what, delivery });
    }
  }
  const optional: readonly string[] = optionalActions;
  const here: readonly string[] = offered;
  return actions.filter((action) => !optional.includes(action.do) || here.includes(action.do));
}

function hostStep(state: SessionState, dice: Dice): Command {
  const seq = (state.hostLast?.seq ?? 0) + 1;
  return { by: 'host', seq, id: `random-${seq}`, command: hostCommand(state, dice) };
}

function hostCommand(state: SessionState, dice: Dice): HostCommand {
  if (state.phase === 'paused') return { type: 'resumeRound' };
  const lane = pick(state.lanes, dice('host lane'))!;
  const roll = dice('host');
  if (roll < 0.05) return { type: 'pauseRound' };
  if (roll < 0.1) return { type: 'healFaults', lane: 'all' };
  const packet = pick(lane.packets, dice('packet'));
  if (roll < 0.15 && packet) return { type: 'dropPacket', lane: lane.id, packet: packet.id };
  const sending = pick(
    lane.orders.flatMap((order) => order.sendings),
    dice('forgotten'),
  );
  if (roll < 0.2 && sending) return { type: 'forgetId', lane: lane.id, message: sending.message };
  const { what, span } = randomFault(Math.floor(dice('fault') * 1e9));
  return { type: 'injectFault', lane: dice('all') < 0.5 ? 'all' : lane.id, what, span };
}

/** Any fault a host can order, none longer than 20 s. */
export function randomFault(
  seed: number,
  kinds: readonly FaultSpec['kind'][] = faultNames,
): { what: FaultSpec; span: FaultSpan } {
  const kind = pick(kinds, random(seed, 'kind')) ?? 'drop';
  const leg = pick(legs, random(seed, 'leg')) ?? 'publish';
  const forMs = randomInt(1_000, 20_000, seed, 'for');
  const coin = random(seed, 'coin') < 0.5;
  const span: FaultSpan = coin
    ? { next: randomInt(1, 5, seed, 'next') }
    : { rate: random(seed, 'rate') * 0.9 + 0.05, forMs };
  switch (kind) {
    case 'drop':
    case 'duplicate':
      return { what: { kind, leg }, span };
    case 'reorder':
      return { what: { kind, leg }, span: { next: randomInt(1, 5, seed, 'next') } };
    case 'delay':
      return { what: { kind, leg, delayMs: randomInt(200, 9_000, seed, 'delay') }, span };
    case 'partition':
      return { what: { kind, link: coin ? 'producer-broker' : 'broker-consumer' }, span: { forMs } };
    case 'crash':
      return { what: { kind, role: coin ? 'broker' : 'consumer' }, span: { forMs } };
  }
}
