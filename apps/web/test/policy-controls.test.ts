import { contracts, systems, type Policy, type RoundSettings } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { playerCommandMessage } from '@ack-attack/protocol/schema';
import { describe, expect, it } from 'vitest';
import { controlsOf, type Control } from '../src/shared/policy/policy-controls.ts';

const starts: readonly Policy[] = [
  {
    role: 'producer',
    waitForConfirm: true,
    retries: 3,
    retryAfterMs: 1_000,
    backoff: 1,
    jitter: 0,
    retryId: 'fresh',
  },
  {
    role: 'broker',
    store: true,
    confirm: 'before-store',
    ackMode: 'manual',
    visibilityMs: 0,
    prefetch: 0,
    deliveryLimit: 0,
  },
  { role: 'consumer', ack: 'before', work: 'charge', log: 'durable', logWindowMs: 0, idempotencyKey: false },
];

const settings = (system: RoundSettings['system'] = 'plain') => settingsFor('exactly-once', 'senior', system);

function nexts(control: Control): readonly Policy[] {
  if (control.kind === 'choice') return control.options.map(({ policy }) => policy);
  return [control.less, control.more].flatMap((policy) => policy ?? []);
}

/** Every policy that taps can make of one, within some number of taps. */
function reachable(from: Policy, round: RoundSettings): readonly Policy[] {
  const met = new Map([[JSON.stringify(from), from]]);
  for (const policy of met.values()) {
    if (met.size > 4_000) break;
    for (const next of controlsOf(policy, round).flatMap(nexts)) met.set(JSON.stringify(next), next);
  }
  return [...met.values()];
}

describe.each(starts)('controls of a $role', (start) => {
  it('make only policies that the server takes, and each shows its present value', () => {
    const policies = reachable(start, settings());
    expect(policies.length).toBeGreaterThan(100);
    for (const policy of policies) {
      const message = { seq: 1, id: 'policy-1', command: { type: 'setPolicy', policy } };
      expect(playerCommandMessage.safeParse(message).success, JSON.stringify(policy)).toBe(true);
      for (const control of controlsOf(policy, settings())) {
        if (control.kind !== 'choice') continue;
        expect(control.options.filter(({ chosen }) => chosen).map((option) => option.policy)).toEqual([policy]);
      }
    }
  });

  it.each(systems)('change one thing at a time under %s', (system) => {
    for (const control of controlsOf(start, settings(system))) {
      for (const next of nexts(control)) {
        const changed = Object.entries(next).filter(([name, value]) => start[name as keyof Policy] !== value);
        expect(changed.length, control.name).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('controls', () => {
  const [producer, broker, consumer] = starts;
  const names = (policy: Policy | undefined, round = settings()) =>
    policy ? controlsOf(policy, round).map(({ name }) => name) : [];

  it('leave out settings that the rest of the policy makes idle', () => {
    expect(names(producer)).toContain('backoff');
    expect(names({ ...producer, waitForConfirm: false } as Policy)).toEqual(['wait-for-confirm']);
    expect(names({ ...broker, ackMode: 'auto' } as Policy)).not.toContain('visibility');
    expect(names(consumer)).not.toContain('log');
    expect(names({ ...consumer, work: 'commit' } as Policy)).toContain('log');
  });

  it('leave out settings that the system does not have', () => {
    expect(names(broker, settings('rabbitmq'))).toContain('delivery-limit');
    expect(names(broker, settings('kafka'))).not.toContain('delivery-limit');
  });

  it('reach both ends of a scale on which no limit is the most', () => {
    const prefetch = (policy: Policy) => controlsOf(policy, settings()).find(({ name }) => name === 'prefetch');
    let policy = broker as Policy;
    const walked: number[] = [];
    for (let control = prefetch(policy); control?.kind === 'scale' && control.less; control = prefetch(policy)) {
      policy = control.less;
      walked.push((policy as Extract<Policy, { role: 'broker' }>).prefetch);
    }
    expect(walked).toEqual([50, 20, 10, 5, 2, 1]);
  });

  it.each(contracts)('offer commit only where the round of %s has it', (contract) => {
    const round = { ...settingsFor(contract, 'senior'), offered: [] };
    const works = (of: RoundSettings) =>
      controlsOf(consumer as Policy, of).flatMap((control) =>
        control.name === 'work' && control.kind === 'choice' ? control.options.map(({ words }) => words.word) : [],
      );
    expect(works(round)).not.toContain('policy.work.commit');
    expect(works({ ...round, offered: ['commit'] })).toContain('policy.work.commit');
  });
});
