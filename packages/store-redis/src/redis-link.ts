export type Arguments = readonly string[];

/** A separate connection, for reads that block. */
export interface BlockingConnection {
  send<T>(args: Arguments): Promise<T>;
  /** Rejects what is on its way. */
  end(): void;
}

/** The way to the server that holds a key. It connects when it is needed and again when the connection was lost. */
export interface RedisLink {
  /**
   * Sends a command about a key. With `replicas` it resolves only once so many have it too.
   * Rejects immediately where that cannot be done now.
   */
  send<T>(key: string, args: Arguments, replicas?: number): Promise<T>;
  /** Connects to the server that holds the key. */
  openBlocking(key: string): Promise<BlockingConnection>;
  /** Sends a command to the server that holds the key, also where the command names no key. */
  sendToHolder<T>(key: string, args: Arguments): Promise<T>;
  /** What was answered shows that the connection leads to the wrong place. */
  distrust(): void;
  close(): void;
}
