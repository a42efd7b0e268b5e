import type { OpenedSession } from '@ack-attack/protocol';

export interface AttackTarget {
  url: string;
  port: number;
  /** A session of the attacker's own. */
  own: OpenedSession;
  /** Aborted when the attack is over. */
  signal: AbortSignal;
}

/** Something that one guest may try in order to spoil the game for all others. */
export interface Attack {
  /** One line for the report. */
  what: string;
  /** Variables of the server that is attacked, besides the usual ones. */
  env?: Readonly<Record<string, string>>;
  /** Address that the newcomers come from; one far from the attacker's where it is absent. */
  newcomersFrom?: string;
  /** Writes into the data folder before the server starts; with the session that it wrote, which is the attacker's. */
  prepare?(dataDir: string): Promise<OpenedSession>;
  /** Attacks until the signal comes; resolves with what the attacker saw, in a few words. */
  run(target: AttackTarget): Promise<string>;
}
