import {
  emptySession,
  evolve,
  isLaneEvent,
  type GameEvent,
  type Lane,
  type LaneEvent,
  type LaneId,
  type Packet,
  type PacketId,
} from '@ack-attack/engine';
import { machineStepOf } from './machine-step.ts';

type VectorClock = Record<string, number>;

/** First two lines of a log that ShiViz opens: how an event is read, and where one lane of a round ends. */
const head = ['(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})', '^=== (?<trace>.*) ===$'];

/**
 * Writes a session's log in ShiViz's format, with one execution for each lane of each round: machines and the bank are
 * hosts with vector clocks, and a packet that arrives carries its sender's clock. Events are named in plain English
 * technical terms in every language, so that logs of two classes can be compared.
 *
 * @param events a session's log from its beginning
 */
export function formatShiViz(events: readonly GameEvent[]): string {
  const traces: Trace[] = [];
  let running = new Map<LaneId, Trace>();
  let state = emptySession;
  for (const event of events) {
    const before = state;
    state = evolve(state, event);
    if (event.type === 'roundStarted') {
      running = new Map(event.lanes.map(({ id }) => [id, new Trace(`round ${event.round} lane ${id}`)]));
      traces.push(...running.values());
    } else if (isLaneEvent(event)) {
      const lane = before.lanes.find(({ id }) => id === event.lane);
      if (lane) running.get(event.lane)?.add(event, lane);
    } else if (event.type === 'bellRang') {
      running = new Map();
    }
  }
  const written = traces.filter(({ lines }) => lines.length > 0);
  return `${[...head, ...written.flatMap(({ name, lines }) => [`=== ${name} ===`, ...lines])].join('\n')}\n`;
}

class Trace {
  readonly name: string;
  readonly lines: string[] = [];
  readonly #clocks = new Map<string, VectorClock>();
  /** What the clock of its sender was when a packet was sent. */
  readonly #sent = new Map<PacketId, VectorClock>();

  constructor(name: string) {
    this.name = name;
  }

  add(event: LaneEvent, before: Lane): void {
    switch (event.type) {
      case 'packetSent': {
        const { id, from, twinOf } = event.packet;
        const origin = twinOf === undefined ? undefined : this.#sent.get(twinOf);
        // The network's second copy is no event of any machine.
        this.#sent.set(id, origin ?? this.#write(from, `send ${packetText(event.packet)}`));
        return;
      }
      case 'packetArrived': {
        const packet = before.packets.find(({ id }) => id === event.packet);
        if (packet) this.#write(packet.to, `receive ${packetText(packet)}`, this.#sent.get(packet.id));
        return;
      }
      case 'machineCrashed':
        this.#write(event.seat, 'crash');
        return;
      case 'machineRestarted':
        this.#write(event.seat, 'restart');
        return;
      default: {
        const step = machineStepOf(event, before);
        if (!step) return;
        const { seat, step: kind, order, message } = step;
        const clock = this.#write(seat, [kind, message, order && `of ${order}`].filter(Boolean).join(' '));
        if ((event.type === 'cardCharged' || event.type === 'workCommitted') && event.effect !== undefined) {
          this.#write('Bank', `effect ${event.effect} of ${order ?? ''}`, clock);
        }
      }
    }
  }

  /** @param heard the clock that came with what the host met */
  #write(host: string, text: string, heard: VectorClock = {}): VectorClock {
    const clock: VectorClock = { ...this.#clocks.get(host) };
    for (const [other, time] of Object.entries(heard)) clock[other] = Math.max(clock[other] ?? 0, time);
    clock[host] = (this.#clocks.get(host)?.[host] ?? 0) + 1;
    this.#clocks.set(host, clock);
    this.lines.push(text, `${host} ${JSON.stringify(clock)}`);
    return clock;
  }
}

function packetText({ load }: Packet): string {
  const leg = load.leg === 'ack' ? load.verb : load.leg;
  const tag = 'tag' in load ? ` as ${load.tag}` : '';
  return `${leg} ${load.message} of ${load.order}${tag}`;
}
