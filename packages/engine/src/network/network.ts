import type { DecisionContext } from '../draft/decision-context.ts';
import { gameTime } from '../evolve/evolve.ts';
import type { DeliveryId, FaultId, LaneId, PacketId, SeatId } from '../base/ids.ts';
import type { Leg } from '../model/fault.ts';
import type { Fault, Lane, Load, Packet } from '../model/lane.ts';
import { laneLimits, sessionLimits } from '../base/limits.ts';
import { random, randomInt } from '../base/random.ts';
import { refuse } from '../base/rejection.ts';

/**
 * Sends a packet through the game's network: every active fault of its leg may touch it, and the dice are
 * drawn from the session's seed and the packet's number.
 */
export function send(draft: DecisionContext, laneId: LaneId, from: SeatId, to: SeatId, load: Load): void {
  const lane = draft.lane(laneId);
  if (lane.packets.length >= laneLimits.packetsInAir)
    refuse('limit-reached', `${laneLimits.packetsInAir} packets are in the air`);
  const number = lane.counts.packets + 1;
  const touching = lane.faults
    .filter((fault) => touches(fault, load.leg) && strikes(draft, lane, fault, number))
    .filter((fault, index, all) => fault.what.kind !== 'reorder' || all.findIndex(isReorder) === index);
  const first = createPacket(draft, lane, number, touching, from, to, load);
  draft.emit({ type: 'packetSent', lane: laneId, packet: first });

  if (touching.some((fault) => fault.what.kind === 'duplicate') || isDoubledByBroker(draft, lane, load, number)) {
    // A cut link lets nothing through; a drop is for one packet, and it has had it.
    const shared = touching.filter(({ what }) => ['delay', 'reorder', 'partition'].includes(what.kind));
    const twin = createPacket(draft, lane, number + 1, shared, from, to, twinLoad(load), first.id);
    draft.emit({ type: 'packetSent', lane: laneId, packet: twin });
  }
  endSpent(draft, laneId);
}

/** Some brokers deliver twice now and then, with no fault at all. */
function isDoubledByBroker(draft: DecisionContext, lane: Lane, load: Load, number: number): boolean {
  const { seed, round, settings } = draft.state;
  const rate = settings.profile.spontaneousDuplicateRate;
  return load.leg === 'deliver' && rate > 0 && random(seed, round, lane.id, 'spontaneous', number) < rate;
}

function createPacket(
  draft: DecisionContext,
  lane: Lane,
  number: number,
  touching: readonly Fault[],
  from: SeatId,
  to: SeatId,
  load: Load,
  twinOf?: Packet['id'],
): Packet {
  const { seed, settings, round } = draft.state;
  const sentAt = gameTime(draft.state, draft.at);
  const [shortest, longest] = settings.travelMs;
  const delay = touching.reduce((sum, fault) => sum + (fault.what.kind === 'delay' ? fault.what.delayMs : 0), 0);
  const lost = touching.some((fault) => fault.what.kind === 'drop' || fault.what.kind === 'partition');
  const hold = !lost && touching.some(isReorder) ? sessionLimits.holdMs : 0;
  const arrivesAt = sentAt + randomInt(shortest, longest, seed, round, lane.id, 'travel', number) + delay + hold;
  const packet: Packet = {
    id: `p${number}` as PacketId,
    from,
    to,
    sentAt,
    arrivesAt,
    faults: touching.map((fault) => fault.id),
    load,
  };
  // A cut shows in the middle of the way, where the stage can point at it.
  if (lost) packet.dropsAt = sentAt + Math.floor((arrivesAt - sentAt) / 2);
  if (twinOf !== undefined) packet.twinOf = twinOf;
  return packet;
}

/** Two entries in one hand need two names: the second one's ends in ~2. */
function twinLoad(load: Load): Load {
  return load.leg === 'deliver' ? { ...load, delivery: `${load.delivery}~2` as DeliveryId } : load;
}

function isReorder({ what }: Fault): boolean {
  return what.kind === 'reorder';
}

function touches(fault: Fault, leg: Leg): boolean {
  const { what } = fault;
  if (what.kind === 'crash') return false;
  if (what.kind !== 'partition') return what.leg === leg;
  return what.link === 'producer-broker' ? leg === 'publish' || leg === 'confirm' : leg === 'deliver' || leg === 'ack';
}

function strikes(draft: DecisionContext, lane: Lane, fault: Fault, number: number): boolean {
  if (fault.left !== undefined) return fault.left > 0;
  if (!('rate' in fault.span)) return true;
  return random(draft.state.seed, draft.state.round, lane.id, 'fault', fault.id, number) < fault.span.rate;
}

/** Ends the faults whose last packet has gone. */
function endSpent(draft: DecisionContext, laneId: LaneId): void {
  const spent: FaultId[] = draft
    .lane(laneId)
    .faults.filter((fault) => fault.left === 0)
    .map((fault) => fault.id);
  for (const fault of spent) draft.emit({ type: 'faultEnded', lane: laneId, fault, reason: 'spent' });
}
