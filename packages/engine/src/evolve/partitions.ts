import type { SeatId } from '../base/ids.ts';
import type { Copy, Lane, OrderContent, Seat } from '../model/lane.ts';

/** The partition that a customer's orders are appended to: one customer's orders stay in order. */
export function partitionOf(content: OrderContent | undefined, partitions: number): number {
  return Math.abs(Math.trunc(content?.customer ?? 0)) % partitions;
}

/** The partitions' consumers: those that are up, in turn; none where none is up. */
export function ownersFor(seats: readonly Seat[], partitions: number): readonly SeatId[] {
  const up = seats.filter((seat) => seat.role === 'consumer' && !seat.down).map((seat) => seat.id);
  return up.length === 0 ? [] : Array.from({ length: partitions }, (_, index) => up[index % up.length] as SeatId);
}

/** Whether a ready copy has the lowest offset of those that its partition has ready. */
export function isNextOffset(lane: Lane, copy: Copy): boolean {
  const { partition, offset = 0 } = copy;
  return !lane.copies.some(
    (other) => other.partition === partition && other.place === 'ready' && (other.offset ?? 0) < offset,
  );
}

/** Whether a commit of one offset also covers another copy: all before it in its partition that wait or are out. */
export function isCovered(other: Copy, committed: Copy): boolean {
  return (
    other.partition !== undefined &&
    other.partition === committed.partition &&
    other.place !== 'parked' &&
    (other.offset ?? 0) < (committed.offset ?? 0)
  );
}

/** Whether the copy is out to a consumer that no longer reads its partition. */
export function isMoved(lane: Lane, copy: Copy): boolean {
  return copy.current !== undefined && lane.owners?.[copy.partition ?? -1] !== copy.current.to;
}
