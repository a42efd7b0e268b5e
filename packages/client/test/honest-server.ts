import type { CommandResult, ClientEvents, CommandMessage, ServerEvents, View } from '@ack-attack/protocol';
import type { Transport, TransportListener } from '../src/transport.ts';
import type { Schedule } from '../src/schedule.ts';

/*
 * The server's side of the protocol, in memory: a seat's last accepted command is known by its ID, a
 * repeat gets its answer again, a newer connection of a seat takes over. Its one view lists what was accepted.
 */

interface Seat {
  player: string;
  name: string;
  last: { seq: number; id: string };
  connection: TransportListener | undefined;
}

interface Connection {
  receive<E extends keyof ClientEvents>(event: E, payload: Parameters<ClientEvents[E]>[0]): void;
  showChange(): void;
  /** The client's side has ended it. */
  end(): void;
  /** The server's side ends it. */
  cut(): void;
}

export interface HonestServer {
  /** Commands in the order in which they were accepted. */
  readonly log: readonly { player: string; message: CommandMessage }[];
  readonly players: readonly string[];
  /** Every packet that came, as it came. */
  readonly received: readonly { event: keyof ClientEvents; payload: unknown }[];
  /** A connection of its own to this server. */
  link(): Transport;
  /** Says what becomes of commands instead of the server; undefined leaves it to the server. */
  ruling: (message: CommandMessage) => CommandResult | 'silence' | undefined;
  /** Milliseconds that whoever greets is asked to wait; undefined lets them in. */
  full: () => number | undefined;
  /** What the teacher has said to a claim to somebody's seat. */
  claim: () => 'waiting' | 'granted' | 'refused';
  /** Loses packets to clients for which it says true. */
  loses: (event: keyof ServerEvents, payload: unknown) => boolean;
  /** Counts a command of the same seat by another device that is connected beside this one. */
  actElsewhere(player: string): void;
  /** Ends all connections; new ones are possible at once. */
  restart(): void;
}

const travelMs = 5;
export const clockAheadMs = 7_000;

export function honestServer(now: () => number, schedule: Schedule): HonestServer {
  const log: { player: string; message: CommandMessage }[] = [];
  const received: { event: keyof ClientEvents; payload: unknown }[] = [];
  const seats = new Map<string, Seat>();
  const connections = new Set<Connection>();

  // Views are of no one's shape here; the client only copies them.
  const viewNow = () => ({ entries: Object.fromEntries(log.map(({ message }, at) => [at, message.id])) });

  function connect(listener: TransportListener, cut: () => void): Connection {
    let open = true;
    let seat: Seat | undefined;
    let sentVersion = 0;
    let refusedCommand: CommandResult | undefined;

    function say<E extends keyof ServerEvents>(event: E, payload: Parameters<ServerEvents[E]>[0]): void {
      if (server.loses(event, payload)) return;
      const copy = structuredClone(payload) as never;
      schedule(() => {
        if (open) listener.packet(event, copy);
      }, travelMs);
    }

    function greet(known: Seat): void {
      if (known.connection && known.connection !== listener) {
        known.connection.packet('refused', { code: 'superseded' } as never);
      }
      known.connection = listener;
      seat = known;
      say('welcome', {
        as: 'phone',
        session: 's1',
        roomCode: 'ACDEFG',
        player: known.player as never,
        lastSeq: known.last.seq,
        serverNow: now() + clockAheadMs,
      });
      showWhole();
    }

    function showWhole(): void {
      sentVersion = log.length + 1;
      say('view', { version: sentVersion, view: viewNow() as unknown as View });
    }

    function answerTo(by: Seat, message: CommandMessage): CommandResult | 'silence' {
      const { seq, id } = message;
      if (refusedCommand?.id === id) return refusedCommand;
      const ruled = server.ruling(message);
      if (ruled) return ruled;
      if (log.some(({ message: known }) => known.id === id))
        return { id, outcome: 'accepted', version: log.length + 1 };
      if (seq <= by.last.seq) return { id, outcome: 'rejected', code: 'stale-command' };
      by.last = { seq, id };
      log.push({ player: by.player, message });
      return { id, outcome: 'accepted', version: log.length + 1 };
    }

    function turnsAway(): boolean {
      const retryAfterMs = server.full();
      if (retryAfterMs === undefined) return false;
      say('refused', { code: 'busy', retryAfterMs });
      return true;
    }

    const handlers: { [E in keyof ClientEvents]: (payload: Parameters<ClientEvents[E]>[0]) => void } = {
      join({ name, token, claim }) {
        if (turnsAway()) return;
        const known = seats.get(token);
        const owner = [...seats.entries()].find(([, other]) => other.name === name);
        if (claim && !known && owner) {
          const decided = server.claim();
          if (decided === 'waiting')
            return say('refused', { code: 'claim-waiting', claimNumber: 42, retryAfterMs: 1_000 });
          if (decided === 'refused') return say('refused', { code: 'claim-refused' });
          const [secret, seat] = owner;
          seats.delete(secret);
          seats.set(token, seat);
          return greet(seat);
        }
        if (!known && [...seats.values()].some((other) => other.name === name)) {
          return say('refused', { code: 'name-taken', suggestion: `${name} 2`, claimable: true });
        }
        const joined = known ?? { player: `p${seats.size + 1}`, name, last: { seq: 0, id: '' }, connection: undefined };
        seats.set(token, joined);
        greet(joined);
      },
      hello({ token }) {
        if (turnsAway()) return;
        const known = seats.get(token);
        if (known) greet(known);
        else say('refused', { code: 'bad-token' });
      },
      command(message) {
        if (!seat || seat.connection !== listener) return;
        const answer = answerTo(seat, message);
        if (answer === 'silence') return;
        if (answer.outcome === 'rejected' && !['store-unavailable', 'stale-command'].includes(answer.code))
          refusedCommand = answer;
        say('answer', answer);
        for (const connection of connections) connection.showChange();
      },
      sync({ version, sentAt }) {
        if (seat && version !== sentVersion) showWhole();
        say('synced', { sentAt, serverNow: now() + clockAheadMs, version: sentVersion });
      },
    };

    const connection: Connection = {
      cut,
      showChange() {
        if (!seat || sentVersion === log.length + 1) return;
        const entries = Object.fromEntries(
          log.slice(sentVersion - 1).map(({ message }, at) => [sentVersion - 1 + at, message.id]),
        );
        say('view', { version: log.length + 1, base: sentVersion, patch: { entries } });
        sentVersion = log.length + 1;
      },
      receive(event, payload) {
        const copy = structuredClone(payload);
        schedule(() => {
          if (!open) return;
          received.push({ event, payload: copy });
          handlers[event](copy);
        }, travelMs);
      },
      end() {
        open = false;
        if (seat?.connection === listener) seat.connection = undefined;
        connections.delete(connection);
      },
    };
    connections.add(connection);
    return connection;
  }

  const server: HonestServer = {
    log,
    received,
    get players() {
      return [...seats.values()].map((seat) => seat.player);
    },
    ruling: () => undefined,
    full: () => undefined,
    claim: () => 'waiting',
    loses: () => false,
    link() {
      let connection: Connection | undefined;
      let cancel: (() => void) | undefined;
      const close = () => {
        cancel?.();
        connection?.end();
        connection = undefined;
      };
      const dial = (listener: TransportListener) => {
        cancel = schedule(() => {
          connection = connect(listener, () => {
            connection?.end();
            connection = undefined;
            listener.down();
            dial(listener);
          });
          listener.up();
        }, travelMs);
      };
      return {
        open(listener) {
          close();
          dial(listener);
        },
        send: (event, payload) => connection?.receive(event, payload),
        close,
      };
    },
    actElsewhere(player) {
      const seat = [...seats.values()].find((candidate) => candidate.player === player)!;
      seat.last = { seq: seat.last.seq + 1, id: `elsewhere-${seat.last.seq}` };
    },
    restart() {
      for (const connection of [...connections]) connection.cut();
    },
  };
  return server;
}
