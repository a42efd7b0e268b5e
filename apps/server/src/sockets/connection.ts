import type { PlayerId } from '@ack-attack/engine';
import {
  normalizeRoomCode,
  protocolVersion,
  wireLimits,
  type CommandResult,
  type ClientEvents,
  type ErrorCode,
  type Hello,
  type Join,
  type Refused,
  type ServerEvents,
} from '@ack-attack/protocol';
import {
  helloMessage,
  hostCommandMessage,
  joinMessage,
  playerCommandMessage,
  syncMessage,
} from '@ack-attack/protocol/schema';
import {
  hostActor,
  type ViewSink,
  type RoomConnection,
  type Sender,
  type SessionDirectory,
  type SessionRoom,
  type Runtime,
} from '@ack-attack/session';
import type { Logger } from 'pino';
import type { Socket } from 'socket.io';
import { Allowance } from '../admission/allowance.ts';
import type { Shedding, ShedReason } from '../admission/shedding.ts';
import type { Admission } from '../admission/admission.ts';
import type { RoomShares } from '../admission/room-shares.ts';
import type { ClaimAllowance } from '../admission/claim-allowance.ts';
import { storeFailure } from '../http/http-failure.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { RoomCodeLimiter } from '../admission/room-code-limiter.ts';
import { lookUp, playableRoom } from '../admission/room-lookup.ts';
import type { StallWatch } from '../admission/stall-watch.ts';
import { hashToken, sameHash } from '../runtime/secrets.ts';

export type ClientSocket = Socket<ClientEvents, ServerEvents>;

/** A socket that has not authenticated by then is closed. */
const greetWithinMs = 10_000;
/** A refused client has this long to read why. */
const leaveWithinMs = 1_000;
const packetRate = { burst: wireLimits.packetBurst, perSecond: wireLimits.packetsPerSecond };
/** Packets over the allowance after which a connection is closed. */
const excessLimit = 500;
/** Stages that a session may have open, and consoles. */
const screensOfKind = 20;
/** So many of them come in on a full server, too, as phones do that have their seats. */
const freeScreens = 2;
/** How long a device whose claim waits stays away before it asks what came of it. */
const askAfterMs = 1_000;
/** Failed joins after which a socket is closed. */
const maxFailedJoins = 10;

/** What a connection needs of its server. */
export interface Gate {
  directory: SessionDirectory;
  runtime: Runtime;
  admission: Admission;
  roomShares: RoomShares;
  guesses: RoomCodeLimiter;
  claims: ClaimAllowance;
  metrics: Metrics;
  shedding: Shedding;
  logger: Logger;
  stall: Pick<StallWatch, 'stalled' | 'stalledForMs'>;
  /** Whether clients are being sent to other servers, so that the end of a connection says nothing of its player. */
  isHandingOver: () => boolean;
}

/** The authenticated client at the other end. */
type Phone = Proof & { as: 'phone'; player: PlayerId };
type Screen = Proof & { as: 'stage' | 'console'; device?: string };
type Side = (Phone | Screen) & { handle: RoomConnection };

interface Proof {
  room: SessionRoom;
  tokenHash: string;
}

/** One socket: checks everything that comes in, and lets nothing through that its secret does not cover. */
export class ClientConnection {
  readonly #socket: ClientSocket;
  readonly #gate: Gate;
  readonly #runtime: Runtime;
  readonly #network: string;
  readonly #onEntered: () => void;
  readonly #allowance: Allowance;
  #side: Side | undefined;
  #entering = false;
  #ended = false;
  #excess = 0;
  #tries = 0;
  /** The earliest time at which it can have sent its greeting, by the steady clock. */
  #greetedAt = 0;
  #cancelDeadline: () => void;

  /**
   * @param network what limits count this client by
   * @param onEntered called when the client has authenticated
   */
  constructor(socket: ClientSocket, gate: Gate, network: string, onEntered: () => void) {
    const { runtime } = gate;
    this.#socket = socket;
    this.#gate = gate;
    this.#runtime = runtime;
    this.#network = network;
    this.#onEntered = onEntered;
    this.#allowance = new Allowance(runtime.steadyNow, packetRate);
    this.#cancelDeadline = () => {};
    this.#setDeadline();
    socket.onAny((event: unknown, ...payloads: unknown[]) => this.#take(event, payloads));
    socket.on('disconnect', () => this.#leave());
    // The first packet may have come along with the handshake; it is checked as any other.
    const { greeting } = socket.handshake.auth as { greeting?: unknown };
    if (greeting !== undefined) {
      const { event, message } = Object(greeting) as { event?: unknown; message?: unknown };
      this.#take(event, [message]);
    }
  }

  #take(event: unknown, payloads: readonly unknown[]): void {
    this.#receive(event, payloads).catch((error: unknown) => {
      this.#runtime.report(error, 'packet');
      this.#refuse('internal');
    });
  }

  async #receive(event: unknown, payloads: readonly unknown[]): Promise<void> {
    if (this.#ended) return;
    if (this.#gate.stall.stalled) {
      // The client sends the packet again over a new connection.
      this.#socket.disconnect(true);
      return;
    }
    const [payload] = payloads;
    if (!this.#allowance.take()) {
      if (++this.#excess > excessLimit) {
        this.#gate.shedding.add('packets');
        this.#socket.disconnect(true);
      } else this.#reject(payload, 'rate-limited');
      return;
    }
    if (payloads.length !== 1) return this.#reject(payload, 'malformed');
    switch (event) {
      case 'join': {
        const join = joinMessage.safeParse(payload);
        return join.success ? this.#enter(join.data, () => this.#join(join.data)) : this.#refuse('malformed');
      }
      case 'hello': {
        const hello = helloMessage.safeParse(payload);
        return hello.success ? this.#enter(hello.data, () => this.#hello(hello.data)) : this.#refuse('malformed');
      }
      case 'command':
        return this.#command(payload);
      case 'sync': {
        const sync = syncMessage.safeParse(payload);
        if (!sync.success) return this.#refuse('malformed');
        if (!this.#side) return this.#refuse('not-allowed');
        const { version, sentAt } = sync.data;
        const { handle, room } = this.#side;
        const synced = handle.sync(version);
        this.#socket.emit('synced', { sentAt, serverNow: room.now(), version: synced });
        return;
      }
      default:
        return this.#reject(payload, 'malformed');
    }
  }

  /** Lets a client in once; asked again with the same secret, it says so again. */
  async #enter({ protocol, token }: Join | Hello, find: () => Promise<void>): Promise<void> {
    if (protocol !== protocolVersion) return this.#refuse('version-mismatch');
    if (this.#side) {
      if (!sameHash(this.#side.tokenHash, hashToken(token))) return this.#refuse('not-allowed');
      return this.#welcome(this.#side);
    }
    // The answer to the first time is on its way.
    if (this.#entering) return;
    this.#entering = true;
    this.#greetedAt = this.#runtime.steadyNow() - this.#gate.stall.stalledForMs;
    // A client that waits for its turn is not idle.
    this.#cancelDeadline();
    const { admission } = this.#gate;
    const taken = admission.greeting(async () => {
      try {
        if (!this.#ended) await find();
      } catch (error) {
        this.#runtime.report(error, 'enter');
        this.#refuse(storeFailure(error).code);
      } finally {
        this.#entering = false;
        if (!this.#side && !this.#ended) {
          if (++this.#tries >= maxFailedJoins) this.#end();
          else this.#setDeadline();
        }
      }
    });
    if (!taken) {
      this.#entering = false;
      this.#turnAway('busy', admission.retryAfterMs, 'queue');
    }
  }

  async #join({ room: typed, name, token, claim }: Join): Promise<void> {
    const { admission, guesses, directory } = this.#gate;
    const code = normalizeRoomCode(typed);
    const found = await lookUp(guesses.try(this.#network, code, this), () => playableRoom(directory, code));
    if ('waitMs' in found) return this.#turnAway('rate-limited', found.waitMs, 'guesses');
    const { room } = found;
    if (!room) return this.#refuse('unknown-room');
    const tokenHash = hashToken(token);
    // A phone that lost the answer to its join is no newcomer.
    const inTheWay = knows(room, tokenHash) ? undefined : admission.newcomer(this.#network);
    if (inTheWay) return this.#turnAway('busy', admission.retryAfterMs, inTheWay);
    if (claim) return this.#claim(room, name, tokenHash);
    const joined = await room.join(name, tokenHash);
    if (joined.outcome === 'rejected') {
      const { outcome: _, code, ...more } = joined;
      return this.#refuse(code, more);
    }
    this.#connect({ room, tokenHash, as: 'phone', player: joined.player });
  }

  /** Asks the teacher. A device that waits for the answer comes back for it, to any server, and keeps no socket here. */
  async #claim(room: SessionRoom, name: string, tokenHash: string): Promise<void> {
    const { claims } = this.#gate;
    // What the device asked at another server, and the teacher's answer, may not have been heard of here.
    if (!knows(room, tokenHash)) await room.refresh();
    if (!knows(room, tokenHash) && !asks(room, tokenHash)) {
      const waitMs = await claims.waitMs(this.#network, room.id);
      if (waitMs > 0) return this.#turnAway('rate-limited', waitMs, 'claims');
    }
    const claimed = await room.claim(name, tokenHash);
    if (claimed.outcome === 'rejected') return this.#refuse(claimed.code);
    if (claimed.outcome === 'accepted') return this.#connect({ room, tokenHash, as: 'phone', player: claimed.player });
    this.#refuse('claim-waiting', { claimNumber: claimed.number, retryAfterMs: askAfterMs });
    this.#end();
  }

  async #hello({ as, session, token, device }: Hello): Promise<void> {
    const { directory, admission } = this.#gate;
    if (as !== 'phone') {
      const secrets = await directory.screenSecrets(session);
      if (!secrets) return this.#refuse('unknown-session');
      const hash = as === 'console' ? secrets.hostTokenHash : secrets.stageTokenHash;
      // No session is loaded for a client without a right to it.
      if (!sameHash(hash, hashToken(token))) return this.#refuse('bad-token');
    }
    const room = await directory.byId(session);
    // Nobody plays in the room of homework.
    if (!room || room.state.homework) return this.#refuse('unknown-session');
    const tokenHash = hashToken(token);
    // This server may not know yet of a phone that joined at another one a moment ago.
    if (as === 'phone' && !knows(room, tokenHash)) await room.refresh();
    const { players, banned, hostTokenHash, stageTokenHash } = room.state;
    if (as === 'phone') {
      const player = players.find((candidate) => sameHash(candidate.tokenHash, tokenHash));
      if (player) return this.#connect({ room, tokenHash, as, player: player.id });
      const isBanned = banned.some((candidate) => sameHash(candidate.tokenHash, tokenHash));
      if (isBanned) return this.#refuse('banned');
      const handedOver = players.some(({ formerHash }) => formerHash !== undefined && sameHash(formerHash, tokenHash));
      return this.#refuse(handedOver ? 'seat-handed-over' : 'bad-token');
    }
    if (!sameHash(as === 'console' ? hostTokenHash : stageTokenHash, tokenHash)) return this.#refuse('bad-token');
    const others = room.screens(as);
    if (others >= screensOfKind) {
      this.#gate.shedding.add('screens');
      return this.#refuse('too-many-screens');
    }
    if (others >= freeScreens && !admission.hasShare(this.#network)) {
      return this.#turnAway('busy', admission.retryAfterMs, 'network');
    }
    this.#connect({ room, tokenHash, as, ...(device === undefined ? {} : { device }) });
  }

  #connect(side: Phone | Screen): void {
    const { room } = side;
    if (room.closed) return this.#refuse('store-unavailable');
    // The seat may have been given to another device between the proof and this line.
    if (side.as === 'phone' && !knows(room, side.tokenHash)) return this.#refuse('seat-handed-over');
    if (!this.#socket.connected) {
      // Joined and already gone: the room has to learn that nobody is there.
      if (side.as === 'phone') room.connectPhone(side.player, nobody, this.#greetedAt).close();
      return;
    }
    const { metrics, logger, admission, roomShares } = this.#gate;
    if (!roomShares.take(room.id, this.#network)) return this.#turnAway('busy', admission.retryAfterMs, 'rooms');
    this.#cancelDeadline();
    this.#onEntered();
    metrics.entered.inc({ as: side.as });
    logger.debug({ session: room.id, as: side.as }, 'entered');
    const link: ViewSink = {
      view: (message) => {
        metrics.viewsSent.inc();
        this.#socket.emit('view', message);
      },
      saving: (works) => this.#socket.emit('saving', { works }),
      end: (code) => {
        this.#refuse(code);
        this.#end();
      },
    };
    // The client takes views only after its welcome.
    this.#welcome(side);
    const handle =
      side.as === 'phone' ? room.connectPhone(side.player, link, this.#greetedAt) : room.connectScreen(side.as, link);
    this.#side = { ...side, handle };
  }

  #welcome(side: Phone | Screen): void {
    const { room, as } = side;
    const { id, roomCode } = room.state;
    this.#socket.emit('welcome', {
      as,
      session: id,
      roomCode,
      ...(side.as === 'phone' ? { player: side.player } : {}),
      lastSeq: room.lastSeq(side.as === 'phone' ? side.player : hostActor(side.device)),
      serverNow: room.now(),
    });
  }

  async #command(payload: unknown): Promise<void> {
    const side = this.#side;
    const command = side && (side.as === 'phone' ? phoneCommand(payload, side) : screenCommand(payload, side));
    if (!command) return this.#reject(payload, isAnyCommand(payload) ? 'not-allowed' : 'malformed');
    return this.#answer(command.by, command.id, side.room.submit(command, senderOf(side)));
  }

  async #answer(by: 'host' | 'player', id: string, submitted: ReturnType<SessionRoom['submit']>): Promise<void> {
    const since = this.#runtime.steadyNow();
    const outcome = await submitted;
    const code = outcome.outcome === 'rejected' ? outcome.code : undefined;
    this.#gate.metrics.answered(by, code, this.#runtime.steadyNow() - since);
    const answer: CommandResult = { id, ...outcome };
    if (!this.#ended) this.#socket.emit('answer', answer);
  }

  /** Answers a command that can be named, refuses anything else. */
  #reject(payload: unknown, code: ErrorCode): void {
    const id = idOf(payload);
    if (id === undefined) this.#refuse(code);
    else this.#socket.emit('answer', { id, outcome: 'rejected', code });
  }

  #refuse(code: ErrorCode, more: Omit<Refused, 'code'> = {}): void {
    this.#gate.metrics.refusals.inc({ code });
    this.#gate.logger.debug({ code }, 'refused');
    this.#socket.emit('refused', { code, ...more });
  }

  /** Refuses a client that is to come back later, and keeps no socket for it. */
  #turnAway(code: ErrorCode, retryAfterMs: number, reason: ShedReason): void {
    this.#gate.shedding.add(reason);
    this.#refuse(code, { retryAfterMs: Math.ceil(retryAfterMs) });
    this.#end();
  }

  #setDeadline(): void {
    this.#cancelDeadline = this.#runtime.schedule(() => this.#socket.disconnect(true), greetWithinMs);
  }

  /** From here on the packets of this socket are ignored. */
  #end(): void {
    this.#ended = true;
    this.#side = undefined;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#runtime.schedule(() => this.#socket.disconnect(true), leaveWithinMs);
  }

  #leave(): void {
    this.#ended = true;
    this.#cancelDeadline();
    if (this.#gate.isHandingOver()) this.#side?.handle.release();
    else this.#side?.handle.close();
    this.#side = undefined;
  }
}

function phoneCommand(payload: unknown, { player }: Phone) {
  const { data } = playerCommandMessage.safeParse(payload);
  return data && { by: 'player' as const, player, ...data };
}

function screenCommand(payload: unknown, { device }: Screen) {
  const { data } = hostCommandMessage.safeParse(payload);
  return data && { by: 'host' as const, ...(device === undefined ? {} : { device }), ...data };
}

/** Tells a command that its sender has no right to from rubbish. */
function isAnyCommand(payload: unknown): boolean {
  return hostCommandMessage.safeParse(payload).success || playerCommandMessage.safeParse(payload).success;
}

function senderOf({ as, tokenHash, handle }: Side): Sender {
  return { as, holds: (hash) => sameHash(hash, tokenHash), ...(as === 'phone' ? { via: handle.via } : {}) };
}

const nobody: ViewSink = { view: () => {}, end: () => {} };

function knows({ state }: SessionRoom, tokenHash: string): boolean {
  return state.players.some((player) => sameHash(player.tokenHash, tokenHash));
}

function asks({ state }: SessionRoom, tokenHash: string): boolean {
  return state.claims?.some((claim) => sameHash(claim.tokenHash, tokenHash)) ?? false;
}

function idOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !Object.hasOwn(payload, 'id')) return undefined;
  const { id } = payload as { id: unknown };
  return typeof id === 'string' && id.length > 0 && id.length <= 40 ? id : undefined;
}
