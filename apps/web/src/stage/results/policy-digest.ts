import type { LaneView, Policy, Role, StageSeat } from '@ack-attack/engine';
import { t } from '../base/text.ts';

/** A machine's policy in a few words. */
export interface Digest {
  role: Role;
  text: string;
}

const order: readonly Role[] = ['producer', 'broker', 'consumer'];

/** What the machines of a lane do by themselves; machines of a role that do the same are one line. */
export function policyDigest(lane: LaneView): readonly Digest[] {
  const seats = Object.values<StageSeat>(lane.seats).sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
  const lines = new Map<string, Digest>();
  for (const { role, policy } of seats) {
    if (!policy) continue;
    const text = words(policy).join(' · ');
    lines.set(`${role} ${text}`, { role, text });
  }
  return [...lines.values()];
}

function words(policy: Policy): readonly string[] {
  switch (policy.role) {
    case 'producer':
      return policy.waitForConfirm
        ? [
            t('stage.digest.retries', { count: policy.retries }),
            t(`stage.digest.id.${policy.retryId}`),
            ...(policy.backoff > 1 ? [t('stage.digest.backoff', { factor: policy.backoff })] : []),
          ]
        : [t('stage.digest.forget')];
    case 'broker':
      return [
        t(`stage.digest.store.${policy.store ? 'disk' : 'memory'}`),
        t(`stage.digest.confirm.${policy.confirm}`),
        ...(policy.ackMode === 'auto'
          ? [t('stage.digest.auto-ack')]
          : policy.visibilityMs > 0
            ? [t('stage.digest.visibility', { count: policy.visibilityMs / 1000 })]
            : []),
      ];
    case 'consumer':
      return [
        t(`stage.digest.ack.${policy.ack}`),
        t(`stage.digest.work.${policy.work}`),
        ...(policy.idempotencyKey ? [t('stage.digest.key')] : []),
      ];
  }
}
