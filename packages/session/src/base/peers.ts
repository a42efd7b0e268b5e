/** What a server knows of the others that share its store. */
export interface Peers {
  /** This server's own name, which none has had before. */
  readonly self: string;
  /** Whether no other server shares its store. */
  readonly alone: boolean;
  /** Whether a server may still be there; where that is not known, it may. */
  isAlive: (name: string) => boolean;
}

/** A server with a store of its own: earlier writers are gone. */
export function noPeers(self: string): Peers {
  return { self, alone: true, isAlive: (name) => name === self };
}
