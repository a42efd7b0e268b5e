import type { SeatId } from '../base/ids.ts';
import type { Lane, Seat } from '../model/lane.ts';
import { find } from '../base/list.ts';
import type { BrokerPolicy, ConsumerPolicy, Policy } from '../model/policy.ts';
import type { Profile, RoundSettings } from '../model/settings.ts';

type Rules = Pick<RoundSettings, 'profile'>;

/** The round's profile as it counts for one seat: what the seat's policy says too, the policy says. */
export function profileFor(lane: Pick<Lane, 'seats'>, settings: Rules, seat: SeatId): Profile {
  return profileOf(settings, find(lane.seats, seat));
}

/** The profile as the lane's broker lives by it. */
export function brokerProfile(lane: Pick<Lane, 'seats'>, settings: Rules): Profile {
  return profileOf(
    settings,
    lane.seats.find((seat) => seat.role === 'broker'),
  );
}

/**
 * How long a copy may stay unacked in this lane before it returns automatically, in ms; 0: without limit. It is longer
 * for the whole lane where the owner of the broker or of a consumer has extra time, which hides the owner.
 */
export function visibilityMsIn(lane: Pick<Lane, 'seats'>, settings: Rules & Pick<RoundSettings, 'autopilot'>): number {
  const { visibilityMs } = brokerProfile(lane, settings);
  if (settings.autopilot || !(visibilityMs > 0)) return visibilityMs;
  let longest = 1;
  for (const { role, extraTime = 1 } of lane.seats) if (role !== 'producer') longest = Math.max(longest, extraTime);
  return Math.round(visibilityMs * longest);
}

// Policies change seldom and are asked for at every event.
const merged = new WeakMap<Policy, { base: Profile; profile: Profile }>();

export function profileOf({ profile: base }: Rules, seat: Seat | undefined): Profile {
  const policy = seat?.policy;
  if (!policy || policy.role === 'producer') return base;
  const known = merged.get(policy);
  if (known?.base === base) return known.profile;
  const profile = { ...base, ...(policy.role === 'broker' ? brokerRules(policy) : consumerRules(policy)) };
  merged.set(policy, { base, profile });
  return profile;
}

function brokerRules({ ackMode, visibilityMs, prefetch, deliveryLimit }: BrokerPolicy): Partial<Profile> {
  return { ackMode, visibilityMs, prefetch, deliveryLimit };
}

function consumerRules(policy: ConsumerPolicy): Partial<Profile> {
  return { dedupLog: policy.log, dedupWindowMs: policy.logWindowMs, bankKeys: policy.idempotencyKey };
}
