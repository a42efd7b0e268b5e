import type { FaultName, Leg, Link, PacketId, SeatId } from '@ack-attack/engine';

/** Faults that the network may put on one packet as it leaves. */
export const packetFaultKinds = ['drop', 'duplicate', 'delay'] as const;
export const networkFaultKinds = [...packetFaultKinds, 'partition', 'crash'] as const satisfies readonly FaultName[];
export type NetworkFaultKind = (typeof networkFaultKinds)[number];

/** One fault, by the place in the game that it strikes. IDs are those of the game with all earlier faults in it. */
export type NetworkFault =
  | { kind: (typeof packetFaultKinds)[number]; packet: PacketId; leg: Leg }
  /** The link is cut as the packet leaves, which is lost with all that leave after it until the cut ends. */
  | { kind: 'partition'; packet: PacketId; leg: Leg; link: Link }
  /** The machine crashes right after its step of this number; arrivals at it count as steps. */
  | { kind: 'crash'; seat: SeatId; afterStep: number };

/** What the network may do. Times are game ms. */
export interface NetworkPowers {
  kinds: readonly NetworkFaultKind[];
  /** How much later a delayed packet arrives. */
  delayMs: number;
  /** How long a crashed machine is down. */
  crashMs: number;
  /** How long a link stays cut. */
  partitionMs: number;
}

/** Longer than any textbook waits for an ack; long enough to lose what is on its way; long enough to lose a resend. */
export const usualPowers: NetworkPowers = {
  kinds: networkFaultKinds,
  delayMs: 6_000,
  crashMs: 1_000,
  partitionMs: 3_000,
};

export function linkOf(leg: Leg): Link {
  return leg === 'publish' || leg === 'confirm' ? 'producer-broker' : 'broker-consumer';
}

/** A name that two faults share only where they are the same. */
export function faultKey(fault: NetworkFault): string {
  return fault.kind === 'crash'
    ? `crash ${fault.seat} ${fault.afterStep}`
    : `${fault.kind} ${fault.packet} ${fault.leg}`;
}
