/** What a machine on autopilot can have counted itself since the round began. */
export type SeatCounts =
  | {
      role: 'producer';
      orders: number;
      /** Publish steps, and those of them that were not the order's first. */
      sent: number;
      resent: number;
      confirms: number;
      givenUp: number;
    }
  | {
      role: 'broker';
      /** Copies that came. */
      arrived: number;
      stored: number;
      confirms: number;
      /** Deliver steps, and those of them that were not the copy's first. */
      sent: number;
      resent: number;
      acks: number;
      nacks: number;
      parked: number;
    }
  | {
      role: 'consumer';
      delivered: number;
      /** Charges and commits that were carried out. */
      worked: number;
      /** Deliveries that a check or a commit found in the log. */
      seen: number;
      failed: number;
      acks: number;
      nacks: number;
    };
