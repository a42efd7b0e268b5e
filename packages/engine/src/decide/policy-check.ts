import { policyLimits } from '../base/limits.ts';
import { requireWholeWithin, requireWithin, type Range } from '../base/ranges.ts';
import type { Role } from '../model/lane.ts';
import type { Policy } from '../model/policy.ts';
import { refuse } from '../base/rejection.ts';
import type { RoundSettings } from '../model/settings.ts';

/** Refuses a policy that a machine of the role can't follow. The shape is the protocol's to check. */
export function checkPolicy(policy: Policy, role: Role, settings: RoundSettings): void {
  if (policy.role !== role) refuse('policy-invalid', `a ${role} can't follow the policy of a ${policy.role}`);
  const check = (name: string, value: number, range: Range) => requireWithin('policy-invalid', name, value, range);
  const whole = (name: string, value: number, range: Range) => requireWholeWithin('policy-invalid', name, value, range);
  switch (policy.role) {
    case 'producer':
      whole('retries', policy.retries, policyLimits.retries);
      whole('retryAfterMs', policy.retryAfterMs, policyLimits.retryAfterMs);
      check('backoff', policy.backoff, policyLimits.backoff);
      return check('jitter', policy.jitter, policyLimits.jitter);
    case 'broker':
      whole('visibilityMs', policy.visibilityMs, policyLimits.visibilityMs);
      whole('prefetch', policy.prefetch, policyLimits.prefetch);
      return whole('deliveryLimit', policy.deliveryLimit, policyLimits.deliveryLimit);
    case 'consumer':
      whole('logWindowMs', policy.logWindowMs, policyLimits.logWindowMs);
      if (policy.work === 'commit' && !settings.offered.includes('commit')) {
        refuse('policy-invalid', 'this level has no commit');
      }
  }
}
