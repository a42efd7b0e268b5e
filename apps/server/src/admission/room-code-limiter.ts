import { Allowance } from './allowance.ts';

export interface GuessLimits {
  /** Wrong room codes that one network may try in a minute before it has to wait. */
  perMinute: number;
  /** The first wait; each further one within the hour is twice as long. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** During a wait, one connection may try a code so often. */
  slowEveryMs: number;
  /** During a wait, so many codes may be tried over all connections of the network: a class at once, then few. */
  slowBurst: number;
  slowPerSecond: number;
}

export const guessLimits: GuessLimits = {
  perMinute: 60,
  firstWaitMs: 10_000,
  longestWaitMs: 600_000,
  slowEveryMs: 3_000,
  slowBurst: 60,
  slowPerSecond: 2,
};

/** Room codes that are known to be right, and how long, so that memory stays bounded. */
const knownRooms = 2_000;
const knownMs = 4 * 3_600_000;
/** Networks that are remembered; those that have tried nothing for the longest go first. */
const rememberedNetworks = 5_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** A try that may be looked up. Whether it was right has to be said; where the store fails it was not wrong. */
export interface CodeTry {
  right: () => void;
  wrong: () => void;
  failed: () => void;
}

/** What a network has tried. Times are ms of the clock. */
interface Account {
  wrong: number;
  /** Tries that are being looked up, which may all be wrong. */
  underWay: number;
  wrongUntil: number;
  blockedUntil: number;
  waits: number;
  waitsUntil: number;
  slow: Allowance;
}

/**
 * Keeps strangers from walking through the room codes, without locking out a school behind one address. Only wrong codes
 * count; a room that somebody of the same network is in already stays open to all of it; and while the network has to
 * wait, each of its connections may still try a code every few seconds, so that a right one is not refused for long.
 */
export class RoomCodeLimiter {
  readonly #limits: GuessLimits;
  readonly #now: () => number;
  readonly #accounts = new Map<string, Account>();
  /** When a connection has last tried a code while its network had to wait. */
  readonly #slowTries = new WeakMap<object, number>();
  /** By network and room code: until when it is known, oldest first. */
  readonly #known = new Map<string, number>();
  /** By network and room code: how many are being looked up. A class that comes at once asks for one room. */
  readonly #lookedUp = new Map<string, number>();

  constructor(now: () => number, limits: GuessLimits = guessLimits) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Counts a try before it is looked up: however long that takes, no more of them are under way than may be wrong.
   *
   * @param connection what the try came over, where that is the client's own
   */
  try(network: string, roomCode: string, connection?: object): CodeTry | { waitMs: number } {
    const key = keyOf(network, roomCode);
    const now = this.#now();
    const right = () => this.right(network, roomCode);
    // Its end is nobody's guess.
    if ((this.#known.get(key) ?? 0) > now) return { right, wrong: () => void this.#known.delete(key), failed: nothing };
    if (this.#lookedUp.has(key)) return this.#counting(key, { right, wrong: nothing, failed: nothing });
    const account = this.#accountOf(network, now);
    if (account.blockedUntil > now || account.wrong + account.underWay >= this.#limits.perMinute) {
      const waitMs = this.#slowWaitMs(account, connection, now);
      return waitMs > 0 ? { waitMs } : { right, wrong: nothing, failed: nothing };
    }
    account.underWay++;
    return this.#counting(key, {
      right: () => {
        account.underWay--;
        right();
      },
      wrong: () => {
        account.underWay--;
        this.#wrong(account);
      },
      failed: () => void account.underWay--,
    });
  }

  /** Somebody of the network is in the room, or has opened it. */
  right(network: string, roomCode: string): void {
    const key = keyOf(network, roomCode);
    this.#known.delete(key);
    this.#known.set(key, this.#now() + knownMs);
    keepNewest(this.#known, knownRooms);
  }

  #counting(key: string, { right, wrong, failed }: CodeTry): CodeTry {
    this.#lookedUp.set(key, (this.#lookedUp.get(key) ?? 0) + 1);
    const over = (then: () => void) => () => {
      const left = (this.#lookedUp.get(key) ?? 1) - 1;
      if (left > 0) this.#lookedUp.set(key, left);
      else this.#lookedUp.delete(key);
      then();
    };
    return { right: over(right), wrong: over(wrong), failed: over(failed) };
  }

  #wrong(account: Account): void {
    const now = this.#now();
    if (account.blockedUntil > now) return;
    if (account.wrong === 0) account.wrongUntil = now + minuteMs;
    if (++account.wrong < this.#limits.perMinute) return;
    account.wrong = 0;
    if (account.waitsUntil <= now) {
      account.waits = 0;
      account.waitsUntil = now + hourMs;
    }
    const { firstWaitMs, longestWaitMs } = this.#limits;
    account.blockedUntil = now + Math.min(longestWaitMs, firstWaitMs * 2 ** account.waits++);
  }

  /** How long a connection has to wait until it may try a code while its network has to wait. */
  #slowWaitMs(account: Account, connection: object | undefined, now: number): number {
    const { slowEveryMs } = this.#limits;
    const last = connection && this.#slowTries.get(connection);
    const restMs = last === undefined ? 0 : last + slowEveryMs - now;
    if (restMs > 0) return Math.min(restMs, slowEveryMs);
    if (!account.slow.take()) return slowEveryMs;
    if (connection) this.#slowTries.set(connection, now);
    return 0;
  }

  #accountOf(network: string, now: number): Account {
    const { slowBurst, slowPerSecond } = this.#limits;
    const account = this.#accounts.get(network) ?? {
      wrong: 0,
      underWay: 0,
      wrongUntil: 0,
      blockedUntil: 0,
      waits: 0,
      waitsUntil: 0,
      slow: new Allowance(this.#now, { burst: slowBurst, perSecond: slowPerSecond }),
    };
    if (account.wrongUntil <= now) account.wrong = 0;
    this.#accounts.delete(network);
    this.#accounts.set(network, account);
    keepNewest(this.#accounts, rememberedNetworks);
    return account;
  }
}

/** Forgets the oldest entry where there are more than that. */
function keepNewest(entries: Map<string, unknown>, most: number): void {
  if (entries.size <= most) return;
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    break;
  }
}

function keyOf(network: string, roomCode: string): string {
  return `${network} ${roomCode}`;
}

function nothing(): void {}
