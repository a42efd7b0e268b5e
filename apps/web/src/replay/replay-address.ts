import type { LaneId, OrderId } from '@ack-attack/engine';

/** Where in a session a link leads. */
export interface ReplayPlace {
  round?: number;
  lane?: LaneId | undefined;
  version?: number;
  /** The order to follow; its message in words and in the diagram. */
  order?: OrderId | undefined;
}

export function placeInAddress({ search }: Pick<Location, 'search'>): ReplayPlace {
  const query = new URLSearchParams(search);
  const number = (name: string) => {
    const value = Number(query.get(name) ?? NaN);
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  };
  const [round, version] = [number('round'), number('version')];
  const [lane, order] = [query.get('lane'), query.get('order')];
  return {
    ...(round === undefined ? {} : { round }),
    ...(version === undefined ? {} : { version }),
    ...(lane !== null && /^L\d+$/.test(lane) ? { lane: lane as LaneId } : {}),
    ...(order !== null && /^\w{1,40}$/.test(order) ? { order: order as OrderId } : {}),
  };
}

/** The page's own address, leading to that place. */
export function addressOf(
  { pathname, search, hash }: Pick<Location, 'pathname' | 'search' | 'hash'>,
  place: ReplayPlace,
) {
  const query = new URLSearchParams(search);
  for (const name of ['round', 'lane', 'version', 'order'] as const) {
    const value = place[name];
    if (value === undefined) query.delete(name);
    else query.set(name, String(value));
  }
  return `${pathname}?${query}${hash}`;
}
