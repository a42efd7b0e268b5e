import type { Request, Response } from 'express';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '../runtime/client-address.ts';
import { fail } from '../http/http-failure.ts';
import type { Shedding } from '../admission/shedding.ts';
import { bearerToken } from '../http/request-token.ts';
import { hashToken } from '../runtime/secrets.ts';

/** What costly reads may come to in a minute, in points; a reading costs one and a log as a file three. */
export interface ReadLimits {
  /** Of one secret. */
  secret: number;
  /** Of one network with any secrets: several classes may be behind one address. */
  network: number;
  /** Of one network without any secret. */
  anybody: number;
}

const readLimits: ReadLimits = { secret: 60, network: 1_500, anybody: 180 };

/** Counts costly reads against the clients that ask for them. */
export class ReadAllowance {
  readonly #limits: Readonly<Record<keyof ReadLimits, RateLimiterMemory>>;
  readonly #shedding: Shedding;

  constructor(shedding: Shedding, limits: Partial<ReadLimits> = {}) {
    const limit = (points: number) => new RateLimiterMemory({ points, duration: 60 });
    const { secret, network, anybody } = { ...readLimits, ...limits };
    this.#limits = { secret: limit(secret), network: limit(network), anybody: limit(anybody) };
    this.#shedding = shedding;
  }

  /**
   * Whether a request may read; where not, the answer that says why is sent. To be asked once the request has proved
   * that it may read at all, so that nobody uses up what others of the same network need.
   *
   * @param points what the read costs
   */
  async admits(request: Request, response: Response, points = 1): Promise<boolean> {
    const token = bearerToken(request);
    const network = networkOf(request.ip ?? '');
    const waitMs =
      token === undefined
        ? await this.#waitMs('anybody', network, points)
        : // A secret that has had its share takes nothing from its network's.
          (await this.#waitMs('secret', hashToken(token), points)) || (await this.#waitMs('network', network, points));
    if (waitMs === 0) return true;
    this.#shedding.add('reads');
    const seconds = Math.ceil(waitMs / 1_000);
    response.set('retry-after', String(seconds));
    fail(response, 429, 'rate-limited', `Reports and logs were asked for too often; ask again in ${seconds} s.`);
    return false;
  }

  /** 0 where it is within the limit. */
  #waitMs(limit: keyof ReadLimits, key: string, points: number): Promise<number> {
    return this.#limits[limit].consume(key, points).then(
      () => 0,
      ({ msBeforeNext }: RateLimiterRes) => Math.max(1, msBeforeNext),
    );
  }
}
