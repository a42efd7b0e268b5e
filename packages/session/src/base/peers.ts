/** What a server knows of the others that share its store. */
export interface Peers {
  /** This server's own name, which none has had before. */
  readonly self: string;
  /** Whether it shares its store with nobody. */
  readonly alone: boolean;
  /** Whether a server may still be there; where that is not known, it may. */
  isAlive: (name: string) => boolean;
}

/** A server that has its store for itself: whoever wrote before it is gone. */
export function noPeers(self: string): Peers {
  return { self, alone: true, isAlive: (name) => name === self };
}
