import {
  emptySession,
  evolve,
  gameTime,
  inRound,
  isLaneEvent,
  type FaultId,
  type GameEvent,
  type Lane,
  type LaneEvent,
  type LaneId,
  type Packet,
  type PacketId,
  type PlayerId,
  type Role,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import { machineStepOf } from './machine-step.ts';
import type { EffectPoint, MachineLine, MachineStep, PacketArrow, SpaceTime, Span } from './space-time.ts';

/** An arrow or a span whose end has not been met yet. */
type Open<T extends { until: number }> = Omit<T, 'until'> & { until?: number };
type Crash = Open<Span & { seat: SeatId; fault: FaultId }>;
type Disconnection = Open<Span & { seat: SeatId; player: PlayerId }>;
type Ending = Pick<PacketArrow, 'endsAt' | 'outcome' | 'reason' | 'copy'>;

/**
 * Lays one lane of one round out as a space-time diagram.
 *
 * @param events the whole log, or as much of it as there is yet
 * @param round from 1
 * @param start the session as it was at any version before the round, where that is known
 * @returns undefined where the log has no such round, or the round no such lane
 */
export function spaceTime(
  events: readonly GameEvent[],
  round: number,
  laneId: LaneId,
  start: SessionState = emptySession,
): SpaceTime | undefined {
  const layout = new Layout(laneId);
  let state = start;
  let within = false;
  // It folds some events of a log only: the version counts all of them.
  for (let index = start.version; index < events.length; index++) {
    const event = events[index];
    if (!event) break;
    // No other lane has a say in this one.
    if (isLaneEvent(event) && !(within && event.lane === laneId)) continue;
    const before = state;
    state = evolve(state, event);
    if (event.type === 'roundStarted' && event.round === round) {
      within = true;
      layout.begin(state);
    } else if (within) {
      layout.add(event, before, state, index + 1);
      // What comes after the bell changes nothing that happened.
      if (!inRound(state)) break;
    }
  }
  return within ? layout.end(state) : undefined;
}

class Layout {
  readonly #lane: LaneId;
  readonly #sent: { packet: Packet; version: number }[] = [];
  readonly #endings = new Map<PacketId, Ending>();
  readonly #since = new Map<SeatId, number>();
  readonly #crashes: Crash[] = [];
  readonly #disconnections: Disconnection[] = [];
  readonly #steps: MachineStep[] = [];
  readonly #effects: EffectPoint[] = [];

  constructor(lane: LaneId) {
    this.#lane = lane;
  }

  begin(state: SessionState): void {
    for (const { id, player } of this.#laneOf(state)?.seats ?? []) {
      const away = state.players.some((candidate) => candidate.id === player && !candidate.connected);
      if (player !== undefined && away) this.#disconnections.push({ seat: id, player, from: 0 });
    }
  }

  add(event: GameEvent, before: SessionState, after: SessionState, version: number): void {
    const at = gameTime(after, after.at);
    if (isLaneEvent(event)) return this.#addLaneEvent(event, before, after, at, version);
    switch (event.type) {
      case 'playerSeated':
        if (event.lane === this.#lane && event.role !== undefined) this.#since.set(event.seat, at);
        return;
      case 'playerDisconnected': {
        const seat = this.#laneOf(after)?.seats.find(({ player }) => player === event.player);
        if (seat) this.#disconnections.push({ seat: seat.id, player: event.player, from: at });
        return;
      }
      case 'playerConnected':
      case 'playerRemoved':
        close(this.#disconnections, at, ({ player }) => player === event.player);
    }
  }

  #addLaneEvent(event: LaneEvent, before: SessionState, after: SessionState, at: number, version: number): void {
    const lane = this.#laneOf(before);
    if (!lane) return;
    const step = machineStepOf(event, lane);
    if (step) this.#steps.push({ ...step, at, version });
    switch (event.type) {
      case 'packetSent':
        this.#sent.push({ packet: event.packet, version });
        return;
      case 'packetArrived':
        this.#endings.set(event.packet, {
          endsAt: at,
          outcome: 'arrived',
          ...(event.copy === undefined ? {} : { copy: event.copy }),
        });
        return;
      case 'packetDropped':
        this.#endings.set(event.packet, { endsAt: at, outcome: 'dropped', reason: event.reason });
        return;
      case 'machineCrashed':
        this.#crashes.push({ seat: event.seat, fault: event.fault, from: at });
        return;
      case 'machineRestarted':
        close(this.#crashes, at, ({ seat }) => seat === event.seat);
        return;
      case 'cardCharged':
      case 'workCommitted': {
        const effect = this.#laneOf(after)?.effects.find(({ id }) => id === event.effect);
        if (!effect) return;
        const { id, order, message, consumer } = effect;
        const number = this.#effects.filter((earlier) => earlier.order === order).length + 1;
        this.#effects.push({ effect: id, order, message, consumer, number, at, version });
      }
    }
  }

  end(state: SessionState): SpaceTime | undefined {
    const lane = this.#laneOf(state);
    if (!lane) return undefined;
    const endsAt = gameTime(state, state.at);
    return {
      round: state.round,
      lane: this.#lane,
      endsAt,
      machines: this.#machines(lane, endsAt),
      packets: this.#sent.map(({ packet, version }) =>
        arrow(packet, version, this.#endings.get(packet.id) ?? { endsAt, outcome: 'in-flight' }),
      ),
      steps: this.#steps,
      effects: this.#effects,
    };
  }

  #machines(lane: Lane, endsAt: number): readonly MachineLine[] {
    const places: readonly Role[] = ['producer', 'broker', 'consumer'];
    return places
      .flatMap((role) => lane.seats.filter((seat) => seat.role === role))
      .map(({ id, role, player }) => ({
        seat: id,
        role,
        ...(player === undefined ? {} : { player }),
        since: this.#since.get(id) ?? 0,
        crashes: this.#crashes
          .filter(({ seat }) => seat === id)
          .map(({ fault, from, until = endsAt }) => ({ fault, from, until })),
        disconnections: this.#disconnections
          .filter(({ seat }) => seat === id)
          .map(({ player: who, from, until = endsAt }) => ({ player: who, from, until })),
      }));
  }

  #laneOf(state: SessionState): Lane | undefined {
    return state.lanes.find(({ id }) => id === this.#lane);
  }
}

function close<T extends { until?: number }>(spans: readonly T[], at: number, which: (span: T) => boolean): void {
  for (const span of spans) if (span.until === undefined && which(span)) span.until = at;
}

function arrow(
  { id, from, to, sentAt, arrivesAt, faults, twinOf, load }: Packet,
  version: number,
  ending: Ending,
): PacketArrow {
  return {
    packet: id,
    leg: load.leg,
    from,
    to,
    sentAt,
    arrivesAt,
    ...ending,
    label: 'tag' in load ? load.tag : load.message,
    order: load.order,
    message: load.message,
    ...('copy' in load ? { copy: load.copy } : {}),
    ...('delivery' in load ? { delivery: load.delivery } : {}),
    ...('verb' in load ? { verb: load.verb } : {}),
    ...(twinOf === undefined ? {} : { twinOf }),
    faults,
    version,
  };
}
