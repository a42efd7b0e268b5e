import { systemSchedule, type Transport, type TransportListener, type Schedule } from '@ack-attack/client';
import { random } from '@ack-attack/engine';

export interface Losses {
  /** Chance of a packet to get lost, each way; likewise `duplicate`. */
  drop: number;
  duplicate: number;
  /** Longest extra time on the way; packets overtake each other. */
  delayMs: number;
  /** Mean time between two cuts of the connection; 0 for none. */
  disconnectEveryMs: number;
}

export interface LossyTransport extends Transport {
  /** Cuts the connection now; it comes back by itself. */
  cut(): void;
  /** What it has done so far, so that a test can show that it did something. */
  readonly done: { dropped: number; duplicated: number; delayed: number; cut: number };
}

/**
 * A link that loses, repeats and delays the packets of another and cuts it at random: the same for the same
 * seed and traffic. What is on its way when the connection ends never arrives, as with TCP.
 */
export function lossyTransport(
  link: Transport,
  seed: number,
  losses: Losses,
  schedule: Schedule = systemSchedule,
): LossyTransport {
  const done = { dropped: 0, duplicated: 0, delayed: 0, cut: 0 };
  let cancelCut: (() => void) | undefined;
  let cutNow: (() => void) | undefined;
  let code: string | undefined;
  let draws = 0;
  let connection = 0;

  const draw = () => random(seed, 'lossy-link', draws++);

  /** Brings one packet over the current connection, as often and as late as chance has it. */
  function carry(arrive: () => void): void {
    const on = connection;
    const copies = draw() < losses.drop ? 0 : draw() < losses.duplicate ? 2 : 1;
    if (copies === 0) done.dropped++;
    if (copies === 2) done.duplicated++;
    for (let copy = 0; copy < copies; copy++) {
      const late = Math.floor(draw() * (losses.delayMs + 1));
      if (late > 0) done.delayed++;
      schedule(() => {
        if (on === connection) arrive();
      }, late);
    }
  }

  function listenFor(listener: TransportListener): TransportListener {
    const own: TransportListener = {
      up() {
        connection++;
        cancelCut?.();
        if (losses.disconnectEveryMs > 0) cancelCut = schedule(disconnect, losses.disconnectEveryMs * 2 * draw());
        listener.up();
      },
      down() {
        connection++;
        cancelCut?.();
        listener.down();
      },
      packet(event, payload) {
        carry(() => listener.packet(event, payload));
      },
    };
    const disconnect = () => {
      cancelCut?.();
      done.cut++;
      link.close();
      own.down();
      cancelCut = schedule(() => link.open(own, code), 20 + 500 * draw());
    };
    cutNow = disconnect;
    return own;
  }

  return {
    done,
    cut: () => cutNow?.(),
    open(listener, room) {
      cancelCut?.();
      connection++;
      code = room;
      link.open(listenFor(listener), room);
    },
    send(event, payload) {
      carry(() => link.send(event, payload));
    },
    close() {
      cancelCut?.();
      connection++;
      link.close();
    },
  };
}
