import type { FaultPlan } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { wireLimits } from '../src/index.ts';
import { formatFaultPlan, parseFaultPlan } from '../src/plan-file.ts';

const good: FaultPlan = {
  id: 'mine',
  name: 'My plan',
  teaches: 'What I want to show',
  steps: [
    {
      atMs: 1_000,
      lane: 'all',
      deed: { type: 'injectFault', what: { kind: 'drop', leg: 'ack' }, span: { next: 2 } },
    },
    {
      atMs: 5_000,
      lane: 2,
      deed: { type: 'injectFault', what: { kind: 'crash', role: 'broker' }, span: { forMs: 4_000 } },
    },
    { atMs: 9_000, lane: 'all', deed: { type: 'healFaults' } },
  ],
};

function refusal(text: string) {
  const parsed = parseFaultPlan(text);
  if (parsed.outcome === 'parsed') throw new Error('was taken');
  return parsed.error;
}

/** The file of the good plan with one text in it put in place of another, and the line that this happened on. */
function spoiled(from: string, to: string): { text: string; line: number } {
  const file = formatFaultPlan(good);
  const at = file.indexOf(from);
  expect(at).toBeGreaterThan(0);
  return { text: file.replace(from, to), line: file.slice(0, at).split('\n').length };
}

describe('a plan file', () => {
  test('is read back as the plan that was written', () => {
    expect(parseFaultPlan(formatFaultPlan(good))).toEqual({ outcome: 'parsed', plan: good });
  });

  test.each([
    ['"lane": 2,', '"lane": 2', 'not-json', ''],
    ['"lane": 2,', '"lane": 2, // the second', 'not-json', ''],
    ['"lane": 2,', '"line": 2,', 'missing', 'steps[1].lane'],
    ['"lane": 2,', '"lane": 0,', 'wrong-value', 'steps[1].lane'],
    ['"atMs": 5000', '"atMs": 500', 'not-in-order', 'steps[1].atMs'],
    ['"atMs": 5000', '"atMs": "soon"', 'wrong-value', 'steps[1].atMs'],
    ['"atMs": 5000', '"note": "here", "atMs": 5000', 'unknown', 'steps[1].note'],
    ['"forMs": 4000', '"forMs": 4000000', 'wrong-value', 'steps[1].deed'],
    ['"role": "broker"', '"role": "bank"', 'wrong-value', 'steps[1].deed.what.role'],
    ['"leg": "ack"', '"leg": "nack"', 'wrong-value', 'steps[0].deed.what.leg'],
    ['"type": "healFaults"', '"type": "heal"', 'wrong-value', 'steps[2].deed.type'],
    ['"name": "My plan"', '"name": ""', 'wrong-value', 'name'],
  ])('with %s made %s is refused with line and reason', (from, to, reason, field) => {
    const { text, line } = spoiled(from, to);
    const error = refusal(text);
    expect(error).toMatchObject({ reason, field });
    // What is missing has no line of its own, and a deed is refused as a whole: that is a few lines above.
    const own = reason !== 'not-json' && reason !== 'missing' && field !== 'steps[1].deed';
    expect(Math.abs(error.line - line)).toBeLessThanOrEqual(own ? 0 : 7);
  });

  test('that ends too early, is empty, or is no plan at all is refused', () => {
    expect(refusal('{\n  "id": "mine",\n')).toMatchObject({ reason: 'not-json', line: 2 });
    expect(refusal('')).toMatchObject({ reason: 'not-json', line: 1 });
    expect(refusal('[]')).toMatchObject({ reason: 'wrong-value', line: 1, field: '' });
    expect(refusal('{}')).toMatchObject({ reason: 'missing', line: 1, field: 'id' });
  });

  test('that is too long is refused', () => {
    const what = { kind: 'delay', leg: 'publish', delayMs: 60_000 } as const;
    const deed = { type: 'injectFault', what, span: { rate: 0.1234, forMs: 600_000 } } as const;
    const steps = Array.from({ length: 50 }, (_, index) => ({ atMs: 100_000 + index, lane: 'all' as const, deed }));
    const long = { ...good, teaches: '漢'.repeat(400), steps };
    expect(JSON.stringify(long).length).toBeLessThan(wireLimits.packetBytes);
    expect(refusal(formatFaultPlan(long))).toMatchObject({ reason: 'too-long' });
    expect(refusal(' '.repeat(200_000))).toMatchObject({ reason: 'too-long' });
  });
});
