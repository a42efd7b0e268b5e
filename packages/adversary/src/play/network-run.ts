import { BotRun, type NextStep, type TakenStep } from '@ack-attack/bots';
import {
  crashRoles,
  type Action,
  type Contract,
  type GameEvent,
  type HostCommand,
  type Lane,
  type Leg,
  type PacketId,
  type Seat,
  type SeatId,
} from '@ack-attack/engine';
import { tallyAtBell } from '@ack-attack/scoring';
import { linkOf, packetFaultKinds, type NetworkFault, type NetworkPowers } from '../model/network-fault.ts';
import { laneOf, type OpenedRound } from '../model/opened-round.ts';

/** A fault that could strike now. Of those that could at one point, they are put on in the order of their ranks. */
export interface PossibleFault {
  fault: NetworkFault;
  rank: number;
}

/** The legs that actions send a packet on. */
const legOf: Partial<Record<Action['do'], Leg>> = {
  publish: 'publish',
  confirm: 'confirm',
  deliver: 'deliver',
  ack: 'ack',
  nack: 'ack',
};

/** Behind the ranks of the seats. */
const packetRank = 1_000;

/**
 * A round on autopilot that stands still between any two steps, so that the network can strike there. It can be forked:
 * both rounds then go on as the one would have.
 */
export class NetworkRun {
  readonly #powers: NetworkPowers;
  readonly #bots: BotRun;
  readonly #steps: Map<SeatId, number>;
  #touched: readonly SeatId[] = [];
  #next: NextStep | undefined;

  private constructor(bots: BotRun, powers: NetworkPowers, steps: Map<SeatId, number>) {
    this.#bots = bots;
    this.#powers = powers;
    this.#steps = steps;
    this.#next = bots.next();
  }

  static of({ state, timetable }: OpenedRound, powers: NetworkPowers): NetworkRun {
    return new NetworkRun(new BotRun(state, { timetable }), powers, new Map());
  }

  fork(): NetworkRun {
    const other = new NetworkRun(this.#bots.fork(), this.#powers, new Map(this.#steps));
    other.#touched = this.#touched;
    return other;
  }

  get lane(): Lane {
    return laneOf(this.#bots.state);
  }

  /** Game ms. */
  get now(): number {
    return this.#bots.now;
  }

  /** Game ms of what happens next, if the network lets it. */
  get nextAt(): number {
    return this.#next?.at ?? Infinity;
  }

  /** Machines that the last step was a step of. */
  get touched(): readonly SeatId[] {
    return this.#touched;
  }

  get bots(): BotRun {
    return this.#bots;
  }

  get contract(): Contract {
    return this.#bots.state.settings.contract;
  }

  get over(): boolean {
    return this.#bots.state.phase !== 'playing' || this.#next === undefined;
  }

  /** The number of the machine's last step. */
  stepOf(seat: SeatId): number {
    return this.#steps.get(seat) ?? 0;
  }

  /** Every fault that the network may put on here, at most one of each kind on a packet. */
  possible(): readonly PossibleFault[] {
    const { kinds } = this.#powers;
    const lane = this.lane;
    const faults: PossibleFault[] = [];
    if (kinds.includes('crash')) {
      for (const [rank, seat] of lane.seats.entries()) {
        if (!canCrash(seat) || !this.#touched.includes(seat.id)) continue;
        faults.push({ rank, fault: { kind: 'crash', seat: seat.id, afterStep: this.stepOf(seat.id) } });
      }
    }
    const leg = this.#nextLeg();
    if (leg === undefined) return faults;
    const packet = `p${lane.counts.packets + 1}` as PacketId;
    for (const [index, kind] of packetFaultKinds.entries()) {
      if (kinds.includes(kind)) faults.push({ rank: packetRank + index, fault: { kind, packet, leg } });
    }
    const link = linkOf(leg);
    const isCut = lane.faults.some(({ what }) => what.kind === 'partition' && what.link === link);
    if (kinds.includes('partition') && !isCut) {
      faults.push({ rank: packetRank + packetFaultKinds.length, fault: { kind: 'partition', packet, leg, link } });
    }
    return faults;
  }

  /** Puts on a fault that is possible here. */
  strike(fault: NetworkFault): readonly GameEvent[] {
    const { delayMs, crashMs, partitionMs } = this.#powers;
    const { id: lane } = this.lane;
    const inject = (
      what: Extract<HostCommand, { type: 'injectFault' }>['what'],
      span: { next: 1 } | { forMs: number },
    ) => {
      const at = fault.kind === 'crash' ? undefined : this.#next?.at;
      return this.#did(this.#bots.host({ type: 'injectFault', lane, what, span }, at));
    };
    switch (fault.kind) {
      case 'crash':
        return inject({ kind: 'crash', seat: fault.seat }, { forMs: crashMs });
      case 'partition':
        return inject({ kind: 'partition', link: fault.link }, { forMs: partitionMs });
      case 'delay':
        return inject({ kind: 'delay', leg: fault.leg, delayMs }, { next: 1 });
      case 'drop':
      case 'duplicate':
        return inject({ kind: fault.kind, leg: fault.leg }, { next: 1 });
    }
  }

  /** Lets the next thing happen. */
  step(): readonly GameEvent[] {
    const step = this.#next;
    if (!step) return [];
    const before = this.lane;
    const events = this.#did(this.#bots.take(step));
    this.#touched = touchedBy(events, before, this.lane);
    for (const seat of this.#touched) this.#steps.set(seat, this.stepOf(seat) + 1);
    return events;
  }

  /** Whether the contract is broken for good, before the bell or at it. */
  get isBroken(): boolean {
    const { settings, phase } = this.#bots.state;
    const { contract } = settings;
    const { closed, effects } = this.lane;
    const never = contract !== 'at-least-once';
    if (never && ((closed?.duplicates ?? 0) > 0 || hasTwo(effects))) return true;
    if (contract !== 'at-most-once' && (closed?.lost ?? 0) + (closed?.lostSilently ?? 0) > 0) return true;
    return phase !== 'playing' && tallyAtBell(this.lane).verdict[contract] === 'broken';
  }

  #did({ events, refused }: TakenStep): readonly GameEvent[] {
    // A machine that its policy asks for too much is refused and rests; the host never asks for what cannot be.
    if (refused?.command.by === 'host') throw new Error(`${refused.rejection.code}: ${refused.rejection.detail}`);
    this.#next = this.#bots.next();
    return events;
  }

  /** The leg of the packet that the next step sends. */
  #nextLeg(): Leg | undefined {
    return this.#next?.kind === 'act' ? legOf[this.#next.action.do] : undefined;
  }
}

function canCrash({ role, down }: Seat): boolean {
  return down === undefined && crashRoles.some((crashRole) => crashRole === role);
}

function hasTwo(effects: Lane['effects']): boolean {
  return effects.some(({ order }, index) => effects.findIndex((other) => other.order === order) !== index);
}

/** The machines that acted or that something arrived at. */
function touchedBy(events: readonly GameEvent[], before: Lane, after: Lane): readonly SeatId[] {
  const seats = new Set<SeatId>();
  for (const event of events) {
    if (event.type === 'packetArrived') {
      const packet = before.packets.find(({ id }) => id === event.packet);
      if (packet) seats.add(packet.to);
    } else if (event.type === 'packetSent') {
      if (event.packet.twinOf === undefined) seats.add(event.packet.from);
    } else if ('seat' in event && event.type !== 'machineCrashed' && event.type !== 'machineRestarted') {
      seats.add(event.seat);
    }
  }
  return after.seats.flatMap(({ id }) => (seats.has(id) ? [id] : []));
}
