import type { OrderContent, SeatView } from '@ack-attack/engine';

/** What lies on a seat's desk, by ID. */
export function arrivedAt(seat: SeatView): ReadonlyMap<string, OrderContent> {
  const items = seat.producer?.orders ?? seat.broker?.copies ?? seat.consumer?.hands ?? {};
  const map = new Map<string, OrderContent>();
  for (const [id, item] of Object.entries(items) as [string, { content: OrderContent }][]) map.set(id, item.content);
  return map;
}

/** What is on the desk now and was not before. */
export function newcomers(
  before: ReadonlyMap<string, OrderContent>,
  after: ReadonlyMap<string, OrderContent>,
): readonly OrderContent[] {
  return [...after].flatMap(([id, content]) => (before.has(id) ? [] : [content]));
}
