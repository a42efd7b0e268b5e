import {
  contracts,
  legs,
  type Contract,
  type LaneId,
  type Leg,
  type MessageId,
  type OrderId,
  type PlayerId,
  type Role,
  type SeatId,
} from '@ack-attack/engine';
import { orderOutcomes, type OrderOutcome } from '@ack-attack/scoring';

/** Where in a session a link leads. */
export interface ReplayPlace {
  round?: number | undefined;
  lane?: LaneId | undefined;
  version?: number | undefined;
  /** The order to follow, and which of its messages where it is one. */
  order?: OrderId | undefined;
  message?: MessageId | undefined;
  student?: PlayerId | undefined;
  role?: Role | undefined;
  leg?: Leg | undefined;
  outcome?: OrderOutcome | undefined;
  /** What is read beside the stage; absent for the diagram, and for what has no place of its own on every screen. */
  panel?: LinkedPanel | undefined;
  /** What if: the one seat that plays otherwise, by which textbook, and what each role has otherwise than that. */
  seat?: SeatId | undefined;
  textbook?: Contract | undefined;
  producer?: string | undefined;
  broker?: string | undefined;
  consumer?: string | undefined;
}

export const linkedPanels = ['moments', 'seat', 'what-if', 'result'] as const;
type LinkedPanel = (typeof linkedPanels)[number];

export const roles: readonly Role[] = ['producer', 'broker', 'consumer'];
const names = [
  ...['round', 'lane', 'version', 'order', 'message', 'student', 'role', 'leg', 'outcome'],
  ...['panel', 'seat', 'textbook', 'producer', 'broker', 'consumer'],
] as readonly (keyof ReplayPlace)[];
/** Settings of a policy with their values, as `policyToText` writes them. */
const changes = /^[\w.-]{1,400}$/;

/** What an address asks for; what makes no sense in it is passed over. */
export function placeInAddress({ search }: Pick<Location, 'search'>): ReplayPlace {
  const query = new URLSearchParams(search);
  const number = (name: string) => {
    const value = Number(query.get(name) ?? NaN);
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  };
  const matching = <T extends string>(name: string, pattern: RegExp) => {
    const value = query.get(name);
    return value !== null && pattern.test(value) ? (value as T) : undefined;
  };
  const oneOf = <T extends string>(name: string, values: readonly T[]) =>
    values.find((value) => value === query.get(name));
  const place: ReplayPlace = {
    round: number('round'),
    lane: matching<LaneId>('lane', /^L\d+$/),
    version: number('version'),
    order: matching<OrderId>('order', /^\w{1,40}$/),
    message: matching<MessageId>('message', /^\w{1,40}$/),
    student: matching<PlayerId>('student', /^[\w-]{1,60}$/),
    role: oneOf('role', roles),
    leg: oneOf('leg', legs),
    outcome: oneOf('outcome', orderOutcomes),
    panel: oneOf('panel', linkedPanels),
    seat: matching<SeatId>('seat', /^L\d+\.[PBC]\d+$/),
    textbook: oneOf('textbook', contracts),
    producer: matching('producer', changes),
    broker: matching('broker', changes),
    consumer: matching('consumer', changes),
  };
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

/** The page's own address, leading to that place. */
export function addressOf(
  { pathname, search, hash }: Pick<Location, 'pathname' | 'search' | 'hash'>,
  place: ReplayPlace,
) {
  const query = new URLSearchParams(search);
  for (const name of names) {
    const value = place[name];
    if (value === undefined) query.delete(name);
    else query.set(name, String(value));
  }
  return `${pathname}?${query}${hash}`;
}
