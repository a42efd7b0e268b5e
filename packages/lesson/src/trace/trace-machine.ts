import {
  decide,
  defaultProfile,
  emptySession,
  nextDueAt,
  optionalActions,
  plainSettings,
  type Action,
  type Command,
  type CopyId,
  type DeliveryId,
  type DeliveryTag,
  type GameEvent,
  type HostCommand,
  type Lane,
  type LaneId,
  type Leg,
  type MessageId,
  type OrderId,
  type Packet,
  type Profile,
  type SeatId,
  type SessionState,
} from '@ack-attack/engine';
import type { Net, Trace, TraceStep } from './trace.ts';

const lane = 'L1' as LaneId;

/** A step that the engine refused, or that names what does not exist. */
export class RefusedStep extends Error {}

interface NamedDelivery {
  id: DeliveryId;
  tag: DeliveryTag;
  consumer: SeatId;
}

/** Game ms that a packet travels, and that pass before each step. */
export interface TracePace {
  travelMs: number;
  stepMs: number;
}

/**
 * Plays traces through the engine's own commands: a session with one lane, bots in every seat that nobody
 * asks to act, and the trace's commands in their place.
 */
export class TraceMachine {
  #state: SessionState = emptySession;
  readonly #log: GameEvent[] = [];
  #now = 0;
  #seq = 0;
  readonly #stepMs: number;
  readonly #consumers: ReadonlyMap<string, SeatId>;
  readonly #orders = new Map<string, OrderId>();
  readonly #messages = new Map<string, MessageId>();
  /** Under a name that no packet arrived for there is no copy, but the name is taken. */
  readonly #copies = new Map<string, CopyId | undefined>();
  readonly #deliveries = new Map<string, NamedDelivery>();

  constructor(trace: Trace, pace: TracePace = { travelMs: 10, stepMs: 0 }) {
    this.#stepMs = pace.stepMs;
    const names = new Set<string>();
    for (const step of trace.steps) {
      if (step.do === 'deliver') names.add(step.to);
      if (step.do === 'crash' && step.node !== 'broker') names.add(step.node);
    }
    this.#consumers = new Map([...names].map((name, index) => [name, `${lane}.C${index + 1}` as SeatId]));
    this.#submit({
      by: 'server',
      command: {
        type: 'openSession',
        session: 'trace',
        roomCode: 'TRACES',
        hostTokenHash: '',
        stageTokenHash: '',
        seed: 1,
        settings: {
          ...plainSettings,
          contract: 'exactly-once',
          level: 'middle',
          roundMs: 3_600_000,
          predictMs: 0,
          orderEveryMs: 0,
          freshMs: 0,
          travelMs: [pace.travelMs, pace.travelMs],
          overdueMs: 0,
          maxConsumers: 3,
          profile: { ...defaultProfile, ...(trace.profile as Partial<Profile>) },
          offered: optionalActions,
          liveTally: false,
        },
      },
    });
    this.#host({ type: 'startRound', shape: { producers: 1, consumers: Math.max(1, names.size) } });
  }

  /** The lane after the bell. */
  ring(): Lane {
    this.#host({ type: 'ringBell' });
    return this.#lane();
  }

  /** All that happened, from the session's beginning. */
  get log(): readonly GameEvent[] {
    return this.#log;
  }

  /** @throws RefusedStep where the engine refuses the step, or it names what is not there */
  run(step: TraceStep): void {
    this.#now += this.#stepMs;
    switch (step.do) {
      case 'order': {
        this.#unused(this.#orders, step.order);
        const events = this.#host({ type: 'placeOrder', lane });
        this.#orders.set(step.order, one(events, 'orderPlaced').order);
        return;
      }
      case 'publish': {
        this.#unused(this.#copies, step.copy, step.net);
        const order = named(this.#orders, step.order, 'order');
        const message = this.#messages.get(step.msg);
        const { packet, arrived } = this.#send('producer', 'publish', step.net, {
          do: 'publish',
          order,
          ...(message === undefined ? {} : { message }),
        });
        if (packet.load.leg !== 'publish') throw new Error('a publish sent another packet');
        this.#messages.set(step.msg, packet.load.message);
        this.#copies.set(step.copy, arrived[0]);
        if (step.net === 'duplicate') this.#copies.set(`${step.copy}~2`, arrived[1]);
        return;
      }
      case 'deliver': {
        this.#unused(this.#deliveries, step.delivery, step.net);
        const to = named(this.#consumers, step.to, 'consumer');
        const copy = named(this.#copies, step.copy, 'copy');
        const { packet } = this.#send('broker', 'deliver', step.net, { do: 'deliver', copy, to });
        if (packet.load.leg !== 'deliver') throw new Error('a deliver sent another packet');
        const { delivery: id, tag } = packet.load;
        this.#deliveries.set(step.delivery, { id, tag, consumer: to });
        if (step.net === 'duplicate') {
          this.#deliveries.set(`${step.delivery}~2`, { id: `${id}~2` as DeliveryId, tag, consumer: to });
        }
        return;
      }
      case 'confirm':
        this.#send('broker', 'confirm', step.net, { do: 'confirm', copy: named(this.#copies, step.copy, 'copy') });
        return;
      case 'ack':
      case 'nack': {
        const { id, consumer } = named(this.#deliveries, step.delivery, 'delivery');
        this.#send(consumer, 'ack', step.net, { do: step.do, delivery: id });
        return;
      }
      case 'giveUp':
        this.#act('producer', { do: 'giveUp', order: named(this.#orders, step.order, 'order') });
        return;
      case 'store':
      case 'park':
      case 'discard':
        this.#act('broker', { do: step.do, copy: named(this.#copies, step.copy, 'copy') });
        return;
      case 'requeue':
        this.#act('broker', { do: 'requeue', tag: named(this.#deliveries, step.delivery, 'delivery').tag });
        return;
      case 'check':
      case 'charge':
      case 'record':
      case 'commit': {
        const { id, consumer } = named(this.#deliveries, step.delivery, 'delivery');
        const events = this.#act(consumer, { do: step.do, delivery: id });
        if (step.do !== 'check' || step.says === undefined) return;
        const { says } = one(events, 'logChecked');
        if (says !== step.says) throw new RefusedStep(`check said ${says}, not ${step.says}`);
        return;
      }
      case 'crash': {
        const what =
          step.node === 'broker'
            ? ({ kind: 'crash', role: 'broker' } as const)
            : ({ kind: 'crash', seat: named(this.#consumers, step.node, 'consumer') } as const);
        this.#host({ type: 'injectFault', lane, what, span: { forMs: 1 } });
        this.#host({ type: 'healFaults', lane });
        return;
      }
      case 'forget': {
        const message = this.#messages.get(step.msg);
        // An ID that was never made is in no log.
        if (message !== undefined) this.#host({ type: 'forgetId', lane, message });
      }
    }
  }

  /**
   * Acts, and waits until the packet that the action sent has landed or been lost, and its twin too.
   *
   * @returns the packet, and the copies that arrived, in their order
   */
  #send(
    seat: SeatId | 'producer' | 'broker',
    leg: Leg,
    net: Net | undefined,
    action: Action,
  ): { packet: Packet; arrived: readonly CopyId[] } {
    if (net === 'drop' || net === 'duplicate') {
      this.#host({ type: 'injectFault', lane, what: { kind: net, leg }, span: { next: 1 } });
    }
    const events = this.#act(seat, action);
    const { packet } = one(events, 'packetSent');
    const arrived: CopyId[] = [];
    while (this.#lane().packets.length > 0) {
      const due = nextDueAt(this.#state);
      if (due === undefined) throw new Error('a packet hangs in the air');
      this.#now = due;
      for (const event of this.#submit({ by: 'server', command: { type: 'tick' } })) {
        if (event.type === 'packetArrived' && event.copy !== undefined) arrived.push(event.copy);
      }
    }
    return { packet, arrived };
  }

  #act(seat: SeatId | 'producer' | 'broker', action: Action): readonly GameEvent[] {
    const id = seat === 'producer' ? `${lane}.P1` : seat === 'broker' ? `${lane}.B1` : seat;
    return this.#submit({ by: 'bot', lane, seat: id as SeatId, action });
  }

  #host(command: HostCommand): readonly GameEvent[] {
    const seq = ++this.#seq;
    return this.#submit({ by: 'host', seq, id: `h${seq}`, command });
  }

  #submit(command: Command): readonly GameEvent[] {
    const decision = decide(this.#state, command, this.#now);
    if (decision.outcome === 'repeated') throw new Error('a step was taken for a repeat');
    if (decision.outcome === 'rejected') {
      throw new RefusedStep(`${decision.rejection.code}: ${decision.rejection.detail}`);
    }
    this.#state = decision.state;
    this.#log.push(...decision.events);
    return decision.events;
  }

  #lane(): Lane {
    const [only] = this.#state.lanes;
    if (!only) throw new Error('no lane');
    return only;
  }

  #unused(names: ReadonlyMap<string, unknown>, name: string, net?: Net): void {
    for (const wanted of net === 'duplicate' ? [name, `${name}~2`] : [name]) {
      if (names.has(wanted)) throw new RefusedStep(`the name ${wanted} is taken`);
    }
  }
}

function named<T>(names: ReadonlyMap<string, T | undefined>, name: string, what: string): T {
  const found = names.get(name);
  if (found === undefined) throw new RefusedStep(`no ${what} ${name}`);
  return found;
}

/** The first event of a type; there is one, or the runner is wrong. */
function one<T extends GameEvent['type']>(events: readonly GameEvent[], type: T): Extract<GameEvent, { type: T }> {
  const event = events.find((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} came of it`);
  return event as Extract<GameEvent, { type: T }>;
}
