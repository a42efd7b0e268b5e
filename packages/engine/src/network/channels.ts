import type { DecisionContext } from '../draft/decision-context.ts';
import { brokerProfile } from '../evolve/effective-profile.ts';
import type { FaultId, LaneId, SeatId } from '../base/ids.ts';
import type { AckRecord, Lane, Packet } from '../model/lane.ts';
import { find } from '../base/list.ts';
import { countedDeliveries } from '../evolve/copies.ts';
import { stepOf } from '../evolve/packet-evolve.ts';
import { isMoved, ownersFor } from '../evolve/partitions.ts';

/** Does what may give copies back, and parks those of them whose deliveries reach the limit. */
export function returning(draft: DecisionContext, laneId: LaneId, happen: () => void): void {
  const profile = brokerProfile(draft.lane(laneId), draft.state.settings);
  const { deliveryLimit } = profile;
  if (!(deliveryLimit > 0)) return happen();
  const out = new Set(draft.lane(laneId).copies.flatMap(({ id, current }) => (current ? [id] : [])));
  happen();
  for (const copy of draft.lane(laneId).copies) {
    const { id, place } = copy;
    const back = (place === 'ready' || place === 'inbox') && out.has(id);
    if (back && countedDeliveries(copy, profile) >= deliveryLimit) {
      draft.emit({ type: 'copyDeadLettered', lane: laneId, copy: id });
    }
  }
}

function closeChannel(
  draft: DecisionContext,
  lane: LaneId,
  consumer: SeatId,
  reason: 'crash' | 'double-ack' | 'rebalance',
) {
  returning(draft, lane, () => draft.emit({ type: 'channelClosed', lane, consumer, reason }));
}

/** A machine crashes; where the broker notices that, it does so immediately. */
export function crashMachine(draft: DecisionContext, lane: LaneId, seat: SeatId, fault: FaultId): void {
  draft.emit({ type: 'machineCrashed', lane, seat, fault });
  onConsumerChanged(draft, lane, seat);
}

/** A machine is back, with a new channel: what was sent into the old one in the meantime goes back. */
export function restartMachine(draft: DecisionContext, lane: LaneId, seat: SeatId, fault: FaultId): void {
  draft.emit({ type: 'machineRestarted', lane, seat, fault });
  onConsumerChanged(draft, lane, seat);
}

function onConsumerChanged(draft: DecisionContext, laneId: LaneId, seat: SeatId): void {
  const lane = draft.lane(laneId);
  if (find(lane.seats, seat)?.role !== 'consumer') return;
  const { requeueOnCrash, partitions } = draft.state.settings.profile;
  if (requeueOnCrash && lane.copies.some((copy) => copy.current?.to === seat)) {
    closeChannel(draft, laneId, seat, 'crash');
  }
  if (partitions > 0) rebalance(draft, laneId, partitions);
}

function rebalance(draft: DecisionContext, laneId: LaneId, partitions: number): void {
  const { seats, owners: before } = draft.lane(laneId);
  const owners = ownersFor(seats, partitions);
  if (owners.length === before?.length && owners.every((owner, index) => owner === before[index])) return;
  draft.emit({ type: 'partitionsAssigned', lane: laneId, owners });
  for (const { id } of seats) {
    const lane = draft.lane(laneId);
    if (lane.copies.some((copy) => copy.current?.to === id && isMoved(lane, copy))) {
      closeChannel(draft, laneId, id, 'rebalance');
    }
  }
}

/** An ack or nack reaches the broker. */
export function receiveAck(draft: DecisionContext, laneId: LaneId, packet: Packet): void {
  const { load } = packet;
  const again = load.leg === 'ack' && answeredBefore(draft.lane(laneId), packet, load.tag);
  returning(draft, laneId, () => draft.emit({ type: 'packetArrived', lane: laneId, packet: packet.id }));
  if (again && draft.state.settings.profile.doubleAck === 'closes-channel') {
    closeChannel(draft, laneId, packet.from, 'double-ack');
  }
}

/** Whether another answer to the tag came before. What the network made twice is one answer. */
function answeredBefore(lane: Lane, packet: Packet, tag: AckRecord['tag']): boolean {
  return lane.answers.some((answer) => answer.tag === tag && answer.step !== stepOf(packet));
}
