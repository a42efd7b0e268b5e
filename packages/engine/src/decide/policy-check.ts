import type { Role } from '../model/lane.ts';
import type { Policy } from '../model/policy.ts';
import { refuse } from '../base/rejection.ts';
import type { RoundSettings } from '../model/settings.ts';

/** Refuses a policy that a machine of the role can't follow. The shape is the protocol's to check. */
export function checkPolicy(policy: Policy, role: Role, settings: RoundSettings): void {
  if (policy.role !== role) refuse('policy-invalid', `a ${role} can't follow the policy of a ${policy.role}`);
  const within = (name: string, value: number, low: number, high: number) => {
    if (!(value >= low && value <= high)) refuse('policy-invalid', `${name} is ${value}, not ${low} to ${high}`);
  };
  const whole = (name: string, value: number, low: number, high: number) => {
    if (!Number.isInteger(value)) refuse('policy-invalid', `${name} is ${value}, no whole number`);
    within(name, value, low, high);
  };
  switch (policy.role) {
    case 'producer':
      whole('retries', policy.retries, 0, 20);
      whole('retryAfterMs', policy.retryAfterMs, 10, 600_000);
      within('backoff', policy.backoff, 1, 4);
      return within('jitter', policy.jitter, 0, 1);
    case 'broker':
      whole('visibilityMs', policy.visibilityMs, 0, 3_600_000);
      whole('prefetch', policy.prefetch, 0, 1_000);
      return whole('deliveryLimit', policy.deliveryLimit, 0, 1_000);
    case 'consumer':
      whole('logWindowMs', policy.logWindowMs, 0, 3_600_000);
      if (policy.work === 'commit' && !settings.offered.includes('commit')) {
        refuse('policy-invalid', 'this level has no commit');
      }
  }
}
