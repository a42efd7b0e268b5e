import {
  evolve,
  isLaneEvent,
  type CopyId,
  type DeliveryId,
  type DeliveryTag,
  type Fault,
  type GameEvent,
  type LaneEvent,
  type LaneId,
  type Load,
  type MessageId,
  type OrderContent,
  type OrderId,
  type Packet,
  type PlayerId,
  type Role,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import type { RoundTimeline } from '../base/round-timeline.ts';

/** The player at a machine, or the machine where a bot sat there. */
export interface LineActor {
  role: Role;
  /** Counts the machines of that role in its lane, from 1. */
  number: number;
  name?: string;
  player?: PlayerId;
  /** Whether a bot acted, for itself or for the named player. */
  bot: boolean;
}

/** One event of a round with what its IDs stood for when it happened. */
export interface RoundLine {
  version: number;
  /** Game ms. */
  at: number;
  event: GameEvent;
  /** Absent where it concerns every lane. */
  lane?: LaneId;
  order?: OrderId;
  message?: MessageId;
  tag?: DeliveryTag;
  content?: OrderContent;
  who?: LineActor;
  to?: LineActor;
  /** Name of the player it is about, with or without a seat. */
  player?: string;
  about?: PlayerId;
  packet?: Packet;
  fault?: Fault;
  /** Which effect of its order it is, from 1. */
  nth?: number;
}

type Known = Partial<RoundLine>;

/** The events of a round that say something, oldest first. */
export function roundLines(
  events: readonly GameEvent[],
  { first, last, times, before: start }: RoundTimeline,
): readonly RoundLine[] {
  const lines: RoundLine[] = [];
  const memory = new LaneMemory();
  let state = start;
  for (const [index, event] of events.slice(first - 1, last).entries()) {
    const version = first + index;
    const before = state;
    // Seating belongs to the session; lanes need it only to name actors.
    if (!isLaneEvent(event)) state = evolve(state, event);
    if (silent.has(event.type)) continue;
    const at = times[version - first] ?? 0;
    const known = isLaneEvent(event) ? memory.tell(event, state) : aboutPlayer(event, before, state);
    lines.push({ ...known, version, at, event });
  }
  return lines;
}

/** A command's own line would say what its effects say again. */
const silent: ReadonlySet<GameEvent['type']> = new Set([
  'commandAccepted',
  'roundConfigured',
  'idForgotten',
  'momentShown',
  'planStepped',
  // What the teacher arranges besides the game.
  'roomConfigured',
  'laneRenamed',
  'seatsAssigned',
  'playerUnbanned',
  'seatClaimed',
  'seatClaimRefused',
  'extraTimeGiven',
]);

function aboutPlayer(event: GameEvent, before: SessionState, after: SessionState): Known {
  if (!('player' in event)) return {};
  const of = (state: SessionState) => state.players.find(({ id }) => id === (event.player as PlayerId));
  const player = of(after) ?? of(before);
  if (!player) return {};
  return { player: player.name, about: player.id, ...(player.lane === undefined ? {} : { lane: player.lane }) };
}

/** What IDs of a round's lanes stand for. IDs are unique only inside their lane. */
class LaneMemory {
  readonly #packets = new Map<string, Packet>();
  readonly #loads = new Map<string, Load>();
  readonly #faults = new Map<string, Fault>();
  readonly #contents = new Map<string, OrderContent>();
  readonly #effects = new Map<string, number>();

  tell(event: LaneEvent, state: SessionState): Known {
    const { lane } = event;
    const seat = (id: SeatId) => actorAt(state, lane, id);
    const who = 'seat' in event ? seat(event.seat) : undefined;
    const base: Known = { lane, ...(who ? { who } : {}) };
    switch (event.type) {
      case 'orderPlaced': {
        this.#contents.set(`${lane} ${event.order}`, event.content);
        return { ...base, ...this.#order(lane, event.order), ...optional('who', seat(event.producer)) };
      }
      case 'orderGivenUp':
        return { ...base, ...this.#order(lane, event.order) };
      case 'packetSent': {
        const { packet } = event;
        this.#packets.set(`${lane} ${packet.id}`, packet);
        const { load } = packet;
        if ('copy' in load) this.#loads.set(`${lane} ${load.copy}`, load);
        if ('tag' in load) this.#loads.set(`${lane} ${load.tag}`, load);
        if ('delivery' in load) this.#loads.set(`${lane} ${load.delivery}`, load);
        return this.#packet(lane, packet, seat);
      }
      case 'packetArrived':
      case 'packetDropped': {
        const packet = this.#packets.get(`${lane} ${event.packet}`);
        if (packet && 'copy' in event && event.copy) this.#loads.set(`${lane} ${event.copy}`, packet.load);
        return packet ? this.#packet(lane, packet, seat) : base;
      }
      case 'copyStored':
      case 'copyDeduplicated':
      case 'copyParked':
      case 'copyDiscarded':
      case 'copyDeadLettered':
        return { ...base, ...this.#load(lane, event.copy) };
      case 'tagReleased':
      case 'tagExpired':
        return { ...base, ...this.#load(lane, event.tag) };
      case 'cardCharged':
      case 'workCommitted': {
        const known = { ...base, ...this.#load(lane, event.delivery) };
        if (event.effect === undefined) return known;
        const key = `${lane} ${known.order}`;
        const nth = (this.#effects.get(key) ?? 0) + 1;
        this.#effects.set(key, nth);
        return { ...known, nth };
      }
      case 'logChecked':
      case 'idRecorded':
      case 'workFailed':
      case 'deliveryDismissed':
        return { ...base, ...this.#load(lane, event.delivery) };
      case 'channelClosed':
        return { ...base, ...optional('who', seat(event.consumer)) };
      case 'faultInjected':
        this.#faults.set(`${lane} ${event.fault.id}`, event.fault);
        return { ...base, ...this.#fault(event.fault, seat) };
      case 'faultEnded': {
        const fault = this.#faults.get(`${lane} ${event.fault}`);
        return fault ? { ...base, ...this.#fault(fault, seat) } : base;
      }
      default:
        return base;
    }
  }

  #order(lane: LaneId, order: OrderId): Known {
    return { order, ...optional('content', this.#contents.get(`${lane} ${order}`)) };
  }

  #load(lane: LaneId, id: CopyId | DeliveryId | DeliveryTag): Known {
    const load = this.#loads.get(`${lane} ${id}`);
    if (!load) return {};
    const { order, message } = load;
    return { ...this.#order(lane, order), message, ...('tag' in load ? { tag: load.tag } : {}) };
  }

  #packet(lane: LaneId, packet: Packet, seat: (id: SeatId) => LineActor | undefined): Known {
    const { load, from, to } = packet;
    return {
      lane,
      packet,
      ...this.#order(lane, load.order),
      message: load.message,
      ...('tag' in load ? { tag: load.tag } : {}),
      ...optional('who', seat(from)),
      ...optional('to', seat(to)),
    };
  }

  #fault(fault: Fault, seat: (id: SeatId) => LineActor | undefined): Known {
    return { fault, ...(fault.what.kind === 'crash' ? optional('who', seat(fault.what.seat)) : {}) };
  }
}

function optional<K extends keyof RoundLine>(key: K, value: RoundLine[K] | undefined): Known {
  return value === undefined ? {} : { [key]: value };
}

/** The players at the machines at that moment of the session. */
export function actorAt(state: SessionState, laneId: LaneId, id: SeatId): LineActor | undefined {
  const seats = state.lanes.find((lane) => lane.id === laneId)?.seats ?? [];
  const seat = seats.find((candidate) => candidate.id === id);
  if (!seat) return undefined;
  const number = seats.filter(({ role }) => role === seat.role).indexOf(seat) + 1;
  const player = state.players.find(({ id: owner }) => owner === seat.player);
  return {
    role: seat.role,
    number,
    bot: seat.driver === 'bot',
    ...(player ? { name: player.name, player: player.id } : {}),
  };
}
