import { crashMachine, restartMachine } from './channels.ts';
import type { DecisionContext } from '../draft/decision-context.ts';
import { gameTime } from '../evolve/evolve.ts';
import type { FaultId, LaneId, PacketId } from '../base/ids.ts';
import { crashRoles, faultTraits, legs, type FaultKind, type FaultSpec, type FaultSpan } from '../model/fault.ts';
import type { Fault, Lane } from '../model/lane.ts';
import { laneLimits, sessionLimits } from '../base/limits.ts';
import { find } from '../base/list.ts';
import { isWholeWithin } from '../base/ranges.ts';
import { refuse } from '../base/rejection.ts';

/** Puts a fault on one lane or on all, each lane with its own count and clock. */
export function injectFault(draft: DecisionContext, lane: LaneId | 'all', what: FaultSpec, span: FaultSpan): void {
  checkFault(what, span);
  for (const target of lanesOf(draft, lane)) {
    for (const kind of kindsFor(target, what)) injectInto(draft, target.id, kind, span);
  }
}

function lanesOf(draft: DecisionContext, lane: LaneId | 'all'): readonly Lane[] {
  return lane === 'all' ? draft.state.lanes : [draft.lane(lane)];
}

function kindsFor(lane: Lane, what: FaultSpec): readonly FaultKind[] {
  if (what.kind !== 'crash') return [what];
  if ('seat' in what) {
    const seat = find(lane.seats, what.seat) ?? refuse('unknown-seat', `no seat ${what.seat} in ${lane.id}`);
    if (!crashRoles.some((role) => role === seat.role)) return refuse('fault-invalid', `a ${seat.role} cannot crash`);
    return [{ kind: 'crash', seat: seat.id }];
  }
  return lane.seats.filter((seat) => seat.role === what.role).map((seat) => ({ kind: 'crash', seat: seat.id }));
}

function injectInto(draft: DecisionContext, laneId: LaneId, what: FaultKind, span: FaultSpan): void {
  const lane = draft.lane(laneId);
  if (lane.faults.length >= laneLimits.activeFaults)
    refuse('limit-reached', `${lane.faults.length} faults are active in ${laneId}`);
  // A machine that is down already has nothing left to lose.
  if (what.kind === 'crash' && find(lane.seats, what.seat)?.down) return;
  const now = gameTime(draft.state, draft.at);
  const id = `f${lane.counts.faults + 1}` as FaultId;
  const fault: Fault = {
    id,
    what,
    span,
    ...('next' in span ? { left: span.next } : { until: now + span.forMs }),
  };
  draft.emit({ type: 'faultInjected', lane: laneId, fault });
  if (what.kind === 'crash') crashMachine(draft, laneId, what.seat, id);
}

/** Refuses a fault that no lane could have. */
export function checkFault(what: FaultSpec, span: FaultSpan): void {
  const bad = (detail: string) => refuse('fault-invalid', detail);
  if ('leg' in what && !legs.includes(what.leg)) bad(`no leg ${what.leg}`);
  if ('delayMs' in what && !isWholeWithin(what.delayMs, [1, sessionLimits.delayMs]))
    bad(`a ${what.kind} is 1 to ${sessionLimits.delayMs} ms`);
  const spans = faultTraits(what.kind).spans;
  if ('next' in span) {
    if (!spans.includes('next')) bad(`a ${what.kind} lasts for a time`);
    if (!isWholeWithin(span.next, [1, sessionLimits.faultNext]))
      bad(`next counts 1 to ${sessionLimits.faultNext} packets`);
    return;
  }
  if (!isWholeWithin(span.forMs, [1, sessionLimits.faultMs])) bad(`a fault lasts 1 to ${sessionLimits.faultMs} ms`);
  if ('rate' in span) {
    if (!spans.includes('rate')) bad(`a ${what.kind} has no rate`);
    if (!(span.rate > 0 && span.rate <= 1)) bad('a rate is above 0 and at most 1');
  } else if (!spans.includes('time')) bad(`a ${what.kind} is for the next packets`);
}

/** Ends every fault of one lane or of all; crashed machines come back. */
export function healFaults(draft: DecisionContext, lane: LaneId | 'all'): void {
  for (const target of lanesOf(draft, lane)) {
    for (const fault of target.faults) endFault(draft, target.id, fault, 'healed');
  }
}

/** Ends one fault, and with a crash brings its machine back. */
export function endFault(draft: DecisionContext, lane: LaneId, fault: Fault, reason: 'timed-out' | 'healed'): void {
  draft.emit({ type: 'faultEnded', lane, fault: fault.id, reason });
  if (fault.what.kind === 'crash') restartMachine(draft, lane, fault.what.seat, fault.id);
}

/** The host taps a packet in the air. */
export function dropPacket(draft: DecisionContext, lane: LaneId, packet: PacketId): void {
  if (!find(draft.lane(lane).packets, packet)) refuse('unknown-packet', `${packet} is not in the air`);
  draft.emit({ type: 'packetDropped', lane, packet, reason: 'host' });
}
