import { emptySession, evolve, gameTime, type GameEvent, type OrderId, type SessionState } from '@ack-attack/engine';
import { foldLedger, isLostLive } from '@ack-attack/scoring';
import { faultKey, type NetworkFault, type NetworkPowers } from '../model/network-fault.ts';
import { openedRound, type AdversaryRound } from '../model/opened-round.ts';
import { NetworkRun } from './network-run.ts';

/** A fault that struck, with the game ms of it. */
export interface StruckFault {
  fault: NetworkFault;
  atMs: number;
}

/** What a contract was broken by. */
export interface ContractBreak {
  order: OrderId;
  what: 'lost' | 'duplicate';
  /** Game ms from which nothing could mend it. */
  certainAtMs: number;
  /** Version of the log with the event that made it certain; the bell, where only the bell did. */
  certainAt: number;
}

export interface PlayedSchedule {
  /** Whether the round's contract was broken at the bell. */
  broken: boolean;
  breaks: readonly ContractBreak[];
  /** Those faults of the schedule that found their place in the game. */
  struck: readonly StruckFault[];
  /** The whole log, up to the bell. */
  events: readonly GameEvent[];
}

/** Plays a round to its bell, from the opening of its session on, with the faults of a schedule in their places. */
export function playSchedule(
  round: AdversaryRound,
  powers: NetworkPowers,
  schedule: readonly NetworkFault[],
): PlayedSchedule {
  const opened = openedRound(round);
  const events: GameEvent[] = [...opened.events];
  const run = NetworkRun.of(opened, powers);
  const struck: StruckFault[] = [];
  const left = [...schedule];
  while (!run.over) {
    strikeDue(run, left, struck, events);
    events.push(...run.step());
  }
  return { broken: run.isBroken, breaks: breaksIn(events, round), struck, events };
}

/** Puts on what of a schedule has its place here. A crash may change what comes next, and with it what has. */
function strikeDue(run: NetworkRun, left: NetworkFault[], struck: StruckFault[], events: GameEvent[]): void {
  let rank = -1;
  for (;;) {
    const due = run.possible().find((one) => one.rank > rank && indexIn(left, one.fault) >= 0);
    if (!due) return;
    left.splice(indexIn(left, due.fault), 1);
    rank = due.rank;
    events.push(...run.strike(due.fault));
    struck.push({ fault: due.fault, atMs: run.now });
  }
}

function indexIn(schedule: readonly NetworkFault[], fault: NetworkFault): number {
  return schedule.findIndex((other) => faultKey(other) === faultKey(fault));
}

/** What broke the contract, by the ledger of the log, and when it became certain. */
function breaksIn(events: readonly GameEvent[], { settings }: AdversaryRound): readonly ContractBreak[] {
  const { contract } = settings;
  const orders = foldLedger(events)[0]?.lanes[0]?.orders ?? [];
  return orders.flatMap(({ order, outcome }): ContractBreak[] => {
    if (outcome === 'duplicated' && contract !== 'at-least-once')
      return [{ order, what: 'duplicate', ...certainty(events, order, 'duplicate') }];
    if ((outcome === 'lost' || outcome === 'lost-silently') && contract !== 'at-most-once')
      return [{ order, what: 'lost', ...certainty(events, order, 'lost') }];
    return [];
  });
}

function certainty(
  events: readonly GameEvent[],
  id: OrderId,
  what: ContractBreak['what'],
): Pick<ContractBreak, 'certainAt' | 'certainAtMs'> {
  let state = emptySession;
  let placed = false;
  let effects = 0;
  for (const event of events) {
    if (orderWithEffect(state, event) === id) effects++;
    state = evolve(state, event);
    const [lane] = state.lanes;
    const order = lane?.orders.find((one) => one.id === id);
    placed ||= order !== undefined;
    // One that has closed without an effect is in no lane any more.
    const lost = placed && effects === 0 && !(lane && order && !isLostLive(lane, order));
    if ((what === 'duplicate' ? effects > 1 : lost) || event.type === 'bellRang')
      return { certainAt: state.version, certainAtMs: gameTime(state, event.at) };
  }
  throw new Error('the log has no bell');
}

/** The order that an event is an effect for. */
function orderWithEffect({ lanes }: SessionState, event: GameEvent): OrderId | undefined {
  if ((event.type !== 'cardCharged' && event.type !== 'workCommitted') || event.effect === undefined) return undefined;
  return lanes[0]?.hands.find(({ id }) => id === event.delivery)?.order;
}
