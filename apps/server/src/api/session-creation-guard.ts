import { timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Shedding } from '../admission/shedding.ts';
import type { Admission } from '../admission/admission.ts';
import type { RoomShares } from '../admission/room-shares.ts';
import { networkOf } from '../runtime/client-address.ts';
import { fail } from '../http/http-failure.ts';
import { hashToken } from '../runtime/secrets.ts';

/** Wrong passcodes that one address may try in a minute. */
const wrongPasscodes = 10;

export interface GateOptions {
  hostPasscode: string | undefined;
  /** Sessions that one address may open in a minute. */
  sessionsPerMinute: number;
  /** Attempts at homework that one address may begin in a minute: a class is behind one. */
  attemptsPerMinute: number;
  admission: Admission;
  roomShares: RoomShares;
  shedding: Shedding;
}

/** Decides which requests may open sessions, and how many. */
export class SessionCreationGuard {
  readonly #options: GateOptions;
  readonly #openings: RateLimiterMemory;
  readonly #attempts: RateLimiterMemory;
  readonly #wrongTries = new RateLimiterMemory({ points: wrongPasscodes, duration: 60 });

  constructor(options: GateOptions) {
    this.#options = options;
    this.#openings = new RateLimiterMemory({ points: options.sessionsPerMinute, duration: 60 });
    this.#attempts = new RateLimiterMemory({ points: options.attemptsPerMinute, duration: 60 });
  }

  /** Whether the passcode is the right one; an address that keeps guessing is not even compared. */
  async verifyPasscode(request: Request, given: string | undefined): Promise<boolean> {
    const { hostPasscode } = this.#options;
    if (hostPasscode === undefined || given === undefined) return false;
    const network = networkOf(request.ip ?? '');
    if ((await this.#guessWaitMs(network)) > 0) return false;
    const right = timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(hostPasscode)));
    if (!right) await this.#wrongTries.penalty(network);
    return right;
  }

  /** Whether somebody may open a session; where not, the answer that says why is sent. */
  async authorize(request: Request, response: Response, passcode: string | undefined): Promise<boolean> {
    if (!this.#hasRoom(request, response)) return false;
    // A client without the passcode uses up nothing of the clients in its network that have it.
    if (this.#options.hostPasscode !== undefined && !(await this.verifyPasscode(request, passcode))) {
      const waitMs = passcode === undefined ? 0 : await this.#guessWaitMs(networkOf(request.ip ?? ''));
      if (waitMs > 0) {
        response.set('retry-after', String(Math.ceil(waitMs / 1_000)));
        fail(response, 429, 'rate-limited', 'Too many wrong passcodes came from here; wait a minute.');
        return false;
      }
      fail(response, 403, 'passcode-needed', 'This server opens sessions only with its host passcode.');
      return false;
    }
    return this.#isWithin(this.#openings, request, response);
  }

  /** The same for a student whom a teacher's link has brought. */
  async admitsStudent(request: Request, response: Response): Promise<boolean> {
    return this.#hasRoom(request, response) && this.#isWithin(this.#attempts, request, response);
  }

  /** Milliseconds until a network that has guessed too often is listened to again; 0 where it is. */
  async #guessWaitMs(network: string): Promise<number> {
    const tries = await this.#wrongTries.get(network);
    return tries && tries.consumedPoints >= wrongPasscodes ? Math.max(1, tries.msBeforeNext) : 0;
  }

  #hasRoom(request: Request, response: Response): boolean {
    const { admission, roomShares, shedding } = this.#options;
    const inTheWay = admission.newcomer();
    if (!inTheWay) {
      if (roomShares.hasShare(networkOf(request.ip ?? ''))) return true;
      shedding.add('rooms');
      fail(response, 503, 'server-full', 'Sessions opened from here use all the rooms that one network may have.');
      return false;
    }
    shedding.add(inTheWay);
    response.set('retry-after', String(Math.ceil(admission.retryAfterMs / 1_000)));
    fail(response, 503, 'busy', 'The server has all it can do; try again in a moment.');
    return false;
  }

  async #isWithin(limiter: RateLimiterMemory, request: Request, response: Response): Promise<boolean> {
    const allowed = await limiter.consume(networkOf(request.ip ?? '')).then(
      () => true,
      () => false,
    );
    if (!allowed) fail(response, 429, 'rate-limited', 'Too many sessions were opened from here; wait a minute.');
    return allowed;
  }
}
