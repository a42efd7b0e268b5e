import { textbookPolicy } from '@ack-attack/bots';
import type { Policy } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { describe, expect, test } from 'vitest';
import { policyFromText, policyToText } from '../src/replay/base/policy-address.ts';
import { controlsOf } from '../src/shared/policy/policy-controls.ts';

describe.each(['middle', 'senior'] as const)('a policy of a %s round', (level) => {
  const settings = settingsFor('at-least-once', level);

  test.each(['producer', 'broker', 'consumer'] as const)('goes into a link and comes out of it: %s', (role) => {
    const textbook = textbookPolicy('at-least-once', role, settings);
    expect(policyToText(textbook, textbook)).toBeUndefined();
    const met = new Map<string, Policy>([['', textbook]]);
    for (const policy of met.values()) {
      if (met.size > 200) break;
      for (const control of controlsOf(policy, settings)) {
        const nexts =
          control.kind === 'choice' ? control.options.map((option) => option.policy) : [control.less, control.more];
        for (const next of nexts) if (next) met.set(JSON.stringify(next), next);
      }
    }
    expect(met.size).toBeGreaterThan(5);
    for (const policy of met.values()) {
      const text = policyToText(policy, textbook);
      expect(policyFromText(text ?? '', textbook)).toEqual(policy);
      // Nothing of it is written as a percent sign and two digits.
      if (text !== undefined) expect(new URLSearchParams({ text }).toString()).toBe(`text=${text}`);
    }
  });
});

test.each([
  'retries.21',
  'retries.-1',
  'retries.many',
  'backoff.NaN',
  'retryId.other',
  'waitForConfirm.maybe',
  'role.broker',
  'constructor.x',
  '__proto__.x',
  'store.false',
  '',
  '_._.',
])('what is no setting of a producer is passed over: %s', (text) => {
  const textbook = textbookPolicy('exactly-once', 'producer', settingsFor('exactly-once', 'senior'));
  expect(policyFromText(text, textbook)).toEqual(textbook);
});

test('whole numbers stay whole', () => {
  const textbook = textbookPolicy('exactly-once', 'producer', settingsFor('exactly-once', 'senior'));
  expect(policyFromText('retries.2.5_backoff.1.5', textbook)).toEqual({ ...textbook, backoff: 1.5 });
});
