import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseFaultPlan } from '../src/plan-file.ts';

it('the example of docs/fault-plans.md is a plan', () => {
  const page = readFileSync(new URL('../../../docs/fault-plans.md', import.meta.url), 'utf8');
  const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(parseFaultPlan(example)).toMatchObject({ outcome: 'parsed', plan: { id: 'my-plan' } });
});
