import { profileOf, visibilityMsIn } from '../evolve/effective-profile.ts';
import { receiveAck, returning } from '../network/channels.ts';
import type { DecisionContext } from '../draft/decision-context.ts';
import { endFault } from '../network/faults.ts';
import type { CopyId, LaneId } from '../base/ids.ts';
import type { Copy, DedupLog, Fault, Lane, Packet } from '../model/lane.ts';
import { laneLimits } from '../base/limits.ts';
import { find } from '../base/list.ts';
import type { RoundSettings } from '../model/settings.ts';

/** An automatic event, at a time that its finder names. */
export interface Due {
  at: number;
  happen: (draft: DecisionContext) => void;
}

/** States share the lanes that nothing happened in, so what is due there is worked out once. */
const laneDues = new WeakMap<Lane, Due | 'nothing'>();

/** What is due first in a lane. `at` is game ms. Settings stay the same as long as a lane lives. */
export function laneDue(lane: Lane, settings: RoundSettings): Due | undefined {
  let due = laneDues.get(lane);
  if (!due) {
    // Of things due together the first in this list happens first.
    due = [networkDue(lane), expiryDue(lane, settings), ...forgettingDues(lane, settings)].reduce(
      (first, next) => (first && next && next.at < first.at ? next : (first ?? next)),
      undefined,
    );
    laneDues.set(lane, due ?? 'nothing');
  }
  return due === undefined || due === 'nothing' ? undefined : due;
}

function networkDue(lane: Lane): Due | undefined {
  let packet: Packet | undefined;
  for (const candidate of lane.packets) if (!packet || endsAt(candidate) < endsAt(packet)) packet = candidate;
  let fault: Fault | undefined;
  for (const candidate of lane.faults) {
    if (candidate.until !== undefined && candidate.until < (fault?.until ?? Infinity)) fault = candidate;
  }
  if (fault?.until !== undefined && !(packet && endsAt(packet) <= fault.until)) {
    return { at: fault.until, happen: (draft) => endFault(draft, lane.id, fault, 'timed-out') };
  }
  return packet && { at: endsAt(packet), happen: (draft) => endFlight(draft, lane.id, packet) };
}

/** The visibility clock of what is out. */
function expiryDue(lane: Lane, settings: RoundSettings): Due | undefined {
  const visibilityMs = visibilityMsIn(lane, settings);
  if (!(visibilityMs > 0)) return undefined;
  let first: Copy['current'];
  for (const { current } of lane.copies) if (current && current.at < (first?.at ?? Infinity)) first = current;
  if (!first) return undefined;
  const { tag, at } = first;
  return {
    at: at + visibilityMs,
    happen: (draft) => returning(draft, lane.id, () => draft.emit({ type: 'tagExpired', lane: lane.id, tag })),
  };
}

/** The windows of the dedup logs and of the broker's memory. The oldest entry of each comes first. */
function forgettingDues(lane: Lane, settings: RoundSettings): readonly (Due | undefined)[] {
  const forgetting = (ids: DedupLog['ids'], window: number, from: DedupLog['owner'] | 'broker') => {
    const [oldest] = ids;
    if (!oldest || !(window > 0)) return undefined;
    const { id: message, at } = oldest;
    const happen = (draft: DecisionContext) => draft.emit({ type: 'idForgotten', lane: lane.id, message, from });
    return { at: at + window, happen };
  };
  return [
    ...lane.dedupLogs.map((log) => forgetting(log.ids, windowOf(lane, settings, log.owner), log.owner)),
    forgetting(lane.storedIds, settings.profile.brokerDedupWindowMs, 'broker'),
  ];
}

/** A log that consumers share forgets after its writers' shortest window. */
function windowOf(lane: Lane, settings: RoundSettings, owner: DedupLog['owner']): number {
  if (owner !== 'lane') return profileOf(settings, find(lane.seats, owner)).dedupWindowMs;
  let shortest = 0;
  for (const seat of lane.seats) {
    if (seat.role !== 'consumer') continue;
    const { dedupLog, dedupWindowMs } = profileOf(settings, seat);
    if (dedupLog === 'durable' && dedupWindowMs > 0) {
      shortest = shortest > 0 ? Math.min(shortest, dedupWindowMs) : dedupWindowMs;
    }
  }
  return shortest;
}

function endsAt(packet: Packet): number {
  return packet.dropsAt ?? packet.arrivesAt;
}

function endFlight(draft: DecisionContext, laneId: LaneId, { id, dropsAt }: Packet): void {
  if (dropsAt === undefined) return land(draft, laneId, id);
  draft.emit({ type: 'packetDropped', lane: laneId, packet: id, reason: 'fault' });
}

function land(draft: DecisionContext, laneId: LaneId, id: Packet['id']): void {
  const lane = draft.lane(laneId);
  const packet = find(lane.packets, id);
  if (!packet) return;
  const receiver = find(lane.seats, packet.to);
  const full =
    packet.load.leg === 'deliver' &&
    lane.hands.filter((hand) => hand.consumer === packet.to).length >= laneLimits.handsPerConsumer;
  if (receiver?.down || full) {
    draft.emit({ type: 'packetDropped', lane: laneId, packet: id, reason: 'machine-down' });
  } else if (packet.load.leg === 'ack') {
    receiveAck(draft, laneId, packet);
  } else {
    const copy = packet.load.leg === 'publish' ? { copy: `k${lane.counts.copies + 1}` as CopyId } : {};
    draft.emit({ type: 'packetArrived', lane: laneId, packet: id, ...copy });
  }
}
