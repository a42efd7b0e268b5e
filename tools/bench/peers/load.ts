/** A class of six lanes. */
export const students = 30;
const laneSize = 5;

/** A student's phone under load. */
export interface LoadPhone {
  /** Gives one command, and resolves with whether it was accepted; undefined where none can be given now. */
  command(): Promise<boolean> | undefined;
}

/** A room with its host and phones, ready to play. */
export interface LoadRoom {
  phones: readonly LoadPhone[];
  /** Called once all rooms are open. */
  start(): Promise<void>;
}

/** Opens one more room, with all its clients. */
export type OpenLoadRoom = (url: string, number: number) => Promise<LoadRoom>;

export type Peer = 'ours' | 'bare' | 'colyseus';

export interface LoadResult {
  seconds: number;
  accepted: number;
  refused: number;
  /** Times at which a phone had no command to give, and times at which its last one had no answer yet. */
  idle: number;
  late: number;
  /** Ms from giving a command until its answer. */
  p50: number;
  p99: number;
  /** That each client got in a second. */
  bytes: number;
  /** The share of its time in which the load's own process was busy, 0 to 1. */
  busy: number;
}

export type LoadOrder = { do: 'open'; peer: Peer; url: string; rooms: number } | { do: 'play'; seconds: number };

/** The lane of the phone with that index. */
export function laneOf(index: number): string {
  return `L${1 + Math.floor(index / laneSize)}`;
}
