import type { SeatView } from '@ack-attack/engine';
import type { Moment } from '@ack-attack/scoring';

/** So many a student reads at the reveal. */
const most = 3;

/** What went worst for a student: a producer's own orders before the lane's others, and nothing of one order twice. */
export function ownWorst(worst: readonly Moment[], seat: SeatView | undefined): readonly Moment[] {
  const orders = seat?.producer?.orders;
  const isOwn = (moment: Moment) => orders !== undefined && moment.orders.some((order) => order in orders);
  const told = new Set<string>();
  return [...worst.filter(isOwn), ...worst.filter((moment) => !isOwn(moment))]
    .filter(({ orders: [order = ''] }) => !told.has(order) && told.add(order))
    .slice(0, most);
}
