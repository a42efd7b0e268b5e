import type { SeatId } from '../base/ids.ts';
import type { Level } from './settings.ts';

/** publish: producer to broker · confirm: broker to producer · deliver: broker to consumer · ack: consumer to broker. */
export const legs = ['publish', 'confirm', 'deliver', 'ack'] as const;
export type Leg = (typeof legs)[number];
/** Both ways between two machines. */
export const links = ['producer-broker', 'broker-consumer'] as const;
export type Link = (typeof links)[number];
/** Roles whose machines can crash; a producer's order book is on paper. */
export const crashRoles = ['broker', 'consumer'] as const;
export type CrashRole = (typeof crashRoles)[number];

/** next: the next packets of its leg · rate: a share of them for a time · time: all for a time. */
export type SpanKind = 'next' | 'rate' | 'time';

interface FaultTraits {
  /** What it is put on. */
  on: 'leg' | 'link' | 'machine';
  /** How it can last. */
  spans: readonly SpanKind[];
  /** The lowest level whose console offers it. */
  level: Level;
  /** Name of its icon. */
  icon: string;
  /** Whether it says by how many ms it delays. */
  delays?: boolean;
}

/** Every kind of fault; the lists of it elsewhere are made from this one. What it does to a packet, network.ts says. */
export const faultKinds = {
  drop: { on: 'leg', spans: ['next', 'rate', 'time'], level: 'zero', icon: 'drop' },
  delay: { on: 'leg', spans: ['next', 'rate', 'time'], level: 'junior', icon: 'waiting', delays: true },
  duplicate: { on: 'leg', spans: ['next', 'rate', 'time'], level: 'middle', icon: 'twin' },
  reorder: { on: 'leg', spans: ['next'], level: 'middle', icon: 'requeue' },
  partition: { on: 'link', spans: ['time'], level: 'middle', icon: 'cut' },
  crash: { on: 'machine', spans: ['time'], level: 'middle', icon: 'crash' },
} as const satisfies Readonly<Record<string, FaultTraits>>;

type Kinds = typeof faultKinds;
export type FaultName = keyof Kinds;
export const faultNames = Object.keys(faultKinds) as readonly FaultName[];

/** The traits of a kind, as all kinds have them. */
export function faultTraits(kind: FaultName): FaultTraits & { icon: Kinds[FaultName]['icon'] } {
  return faultKinds[kind];
}

type On<Place extends FaultTraits['on']> = { [K in FaultName]: Kinds[K]['on'] extends Place ? K : never }[FaultName];
type Delaying = { [K in FaultName]: Kinds[K] extends { delays: true } ? K : never }[FaultName];
type PacketFault =
  | { [K in Exclude<On<'leg'>, Delaying>]: { kind: K; leg: Leg } }[Exclude<On<'leg'>, Delaying>]
  | { [K in Delaying]: { kind: K; leg: Leg; delayMs: number } }[Delaying]
  | { [K in On<'link'>]: { kind: K; link: Link } }[On<'link'>];

/** What a fault does. Times are game ms; a rate is a probability from 0 to 1. */
export type FaultKind = PacketFault | { kind: 'crash'; seat: SeatId };

/** A fault as the host asks for it: a crash names a role or a seat, the rest a leg or a link. */
export type FaultSpec = PacketFault | { kind: 'crash'; role: CrashRole } | { kind: 'crash'; seat: SeatId };

/** How long a fault lasts: the next packets of its leg, a share of them for a time, or all for a time. */
export type FaultSpan = { next: number } | { rate: number; forMs: number } | { forMs: number };
