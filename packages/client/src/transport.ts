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
 * A connection that keeps coming back by itself until it is closed. It may lose packets, bring them twice
 * or late: the client relies on none of that.
 */
export interface Transport {
  /**
   * Listeners are there before anything can come. Opening an open link starts it afresh.
   *
   * @param room its code, or its session: a proxy brings whoever names the same to the same server, which polling needs
   * @param greeting what a connection that is being made may take along; asked for anew for each
   */
  open(listener: TransportListener, room?: string, greeting?: () => Greeting | undefined): void;
  /** Drops the packet while the link is down: what matters is sent again by whoever sent it. */
  send<E extends ClientEvent>(event: E, payload: Parameters<ClientEvents[E]>[0]): void;
  close(): void;
}
