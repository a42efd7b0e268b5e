import type { ClientEvents, Greeting, ServerEvents } from '@ack-attack/protocol';

type ClientEvent = keyof ClientEvents;
export type ServerEvent = keyof ServerEvents;

/** What a link tells its client. A packet belongs to the connection it came on: none comes after `down`. */
export interface TransportListener {
  /**
   * Called again without a `down` where another connection took the place of the one that was up.
   *
   * @param greeted the greeting went along, and needs sending again only where no answer comes
   */
  up(greeted?: boolean): void;
  down(): void;
  packet(event: ServerEvent, payload: never): void;
}

/**
 * A connection that re-establishes itself until it is closed. It may lose packets, bring them twice
 * or late: the client relies on none of that.
 */
export interface Transport {
  /**
   * Listeners are there before anything can come. Opening an open link starts it afresh.
   *
   * @param room its code, or its session: a proxy routes clients by it to one server, which polling needs
   * @param greeting what a connection that is being made may take along; requested for each attempt
   */
  open(listener: TransportListener, room?: string, greeting?: () => Greeting | undefined): void;
  /** Drops the packet while the link is down: the sender retransmits what matters. */
  send<E extends ClientEvent>(event: E, payload: Parameters<ClientEvents[E]>[0]): void;
  close(): void;
}
