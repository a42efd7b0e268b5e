import type { Contract, DeliveryId, GameEvent, OrderId, Packet, PacketId, SeatId } from '@ack-attack/engine';
import { faultKey, linkOf, type NetworkFault, type NetworkFaultKind } from '../model/network-fault.ts';
import type { NetworkRun } from '../play/network-run.ts';

/** A moment at which a machine could crash: after its step of this number, with the log as long as it was then. */
interface Moment {
  seat: SeatId;
  afterStep: number;
  /** Events that had happened. */
  at: number;
}

/** The course of a round from a point on to its bell. */
interface Course {
  events: readonly GameEvent[];
  moments: readonly Moment[];
}

/** What of a good outcome rested on a packet: its effect, or that there was no other. */
type Support = 'effect' | 'no-other';
type PacketFaultKind = Exclude<NetworkFaultKind, 'crash'>;

/** What hits a packet so that its effect is lost, and so that there is one more. */
const hits: Readonly<Record<'lost' | 'duplicate', Readonly<Record<Support, readonly PacketFaultKind[]>>>> = {
  lost: { effect: ['drop', 'partition'], 'no-other': [] },
  duplicate: { effect: ['duplicate', 'delay'], 'no-other': ['drop', 'delay', 'partition'] },
};

const brokenBy: Readonly<Record<Contract, readonly (keyof typeof hits)[]>> = {
  'at-most-once': ['duplicate'],
  'at-least-once': ['lost'],
  'exactly-once': ['lost', 'duplicate'],
};

/**
 * The faults that would hit something that a good outcome rested on: a packet that carried an order to its effect, or
 * that told somebody to stop sending; a machine while the order was in its memory, up to when the last of them knew.
 * They are the first that are tried. That there is no other way to break the outcome, this does not say.
 */
export function lineageFaults(run: NetworkRun): ReadonlySet<string> {
  const course = courseOf(run);
  const faults = new Set<string>();
  const add = (fault: NetworkFault) => faults.add(faultKey(fault));
  for (const { packet, support } of supports(course)) {
    const { id, load } = packet;
    const { leg } = load;
    const kinds = brokenBy[run.contract].flatMap((how) => hits[how][support]);
    for (const kind of kinds) {
      if (kind === 'partition') add({ kind, packet: id, leg, link: linkOf(leg) });
      else add({ kind, packet: id, leg });
    }
  }
  const memories = memoriesIn(course, run.contract);
  for (const { seat, afterStep, at } of course.moments) {
    const holds = memories.some((memory) => memory.seat === seat && memory.from <= at && at <= memory.to);
    if (holds) add({ kind: 'crash', seat, afterStep });
  }
  return faults;
}

function courseOf(start: NetworkRun): Course {
  const run = start.fork();
  const events: GameEvent[] = [];
  const moments: Moment[] = [];
  while (!run.over) {
    events.push(...run.step());
    for (const { fault } of run.possible()) {
      if (fault.kind === 'crash') moments.push({ seat: fault.seat, afterStep: fault.afterStep, at: events.length });
    }
  }
  return { events, moments };
}

/** The packets that the orders' outcomes rested on. */
function supports({ events }: Course): readonly { packet: Packet; support: Support }[] {
  const sent = new Map<PacketId, Packet>();
  const deliveries = new Map<DeliveryId, Packet>();
  const published = new Map<string, Packet>();
  const told = new Set<string>();
  const found: { packet: Packet; support: Support }[] = [];
  for (const event of events) {
    if (event.type === 'packetSent') {
      sent.set(event.packet.id, event.packet);
      if (event.packet.load.leg === 'deliver') deliveries.set(event.packet.load.delivery, event.packet);
    } else if (event.type === 'packetArrived') {
      const packet = sent.get(event.packet);
      if (!packet) continue;
      if (event.copy !== undefined) published.set(event.copy, packet);
      const { load } = packet;
      if (load.leg !== 'confirm' && load.leg !== 'ack') continue;
      // Only the first confirm of an order, and the first ack of a copy, tells anything.
      const news = load.leg === 'confirm' ? `confirm ${load.order}` : `ack ${load.copy}`;
      if (!told.has(news)) found.push({ packet, support: 'no-other' });
      told.add(news);
    } else if ((event.type === 'cardCharged' || event.type === 'workCommitted') && event.effect !== undefined) {
      const delivered = deliveries.get(event.delivery);
      if (!delivered) continue;
      found.push({ packet: delivered, support: 'effect' });
      const { load } = delivered;
      const copy = load.leg === 'deliver' ? published.get(load.copy) : undefined;
      if (copy) found.push({ packet: copy, support: 'effect' });
    }
  }
  return found;
}

/** A machine had something of an order in mind from one place of the course to another. */
interface Memory {
  seat: SeatId;
  order: OrderId;
  from: number;
  to: number;
}

/** From the arrival of something at a machine until an answer of it, or of what was made of it, has arrived. */
function memoriesIn({ events }: Course, contract: Contract): readonly Memory[] {
  const sent = new Map<PacketId, Packet>();
  const delivered = new Map<DeliveryId, Packet>();
  const begun = new Map<string, Omit<Memory, 'to'>>();
  const effects = new Map<OrderId, { at: number; seat: SeatId }>();
  const memories: Memory[] = [];
  for (const [index, event] of events.entries()) {
    if (event.type === 'packetSent') {
      sent.set(event.packet.id, event.packet);
      if (event.packet.load.leg === 'deliver') delivered.set(event.packet.load.delivery, event.packet);
    }
    if ((event.type === 'cardCharged' || event.type === 'workCommitted') && event.effect !== undefined) {
      const order = delivered.get(event.delivery)?.load.order;
      if (order !== undefined && !effects.has(order)) effects.set(order, { at: index + 1, seat: event.seat });
    }
    if (event.type !== 'packetArrived') continue;
    const packet = sent.get(event.packet);
    if (!packet) continue;
    const { order, leg } = packet.load;
    if (leg === 'publish' || leg === 'deliver') {
      const key = `${packet.to} ${order}`;
      if (!begun.has(key)) begun.set(key, { seat: packet.to, order, from: index });
    } else if (leg === 'ack') {
      for (const [key, memory] of begun) {
        if (memory.order !== order) continue;
        memories.push({ ...memory, to: index + 1 });
        begun.delete(key);
      }
    }
  }
  for (const memory of begun.values()) memories.push({ ...memory, to: Infinity });
  return memories.map((memory) => tellingPart(memory, effects.get(memory.order), contract));
}

/** Once there is an effect nothing can be lost; before there is one, its consumer cannot have forgotten it. */
function tellingPart(memory: Memory, effect: { at: number; seat: SeatId } | undefined, contract: Contract): Memory {
  if (!effect) return memory;
  if (contract === 'at-least-once') return { ...memory, to: Math.min(memory.to, effect.at) };
  if (contract === 'at-most-once' && memory.seat === effect.seat)
    return { ...memory, from: Math.max(memory.from, effect.at) };
  return memory;
}
