import { legs, type FaultPlan, type PlanDeed } from '@ack-attack/engine';
import { planScripts } from '@ack-attack/lesson';
import { parseFaultPlan } from '@ack-attack/protocol/plan-file';
import { describe, expect, it } from 'vitest';
import { firstFault } from '../src/console/faults/fault-choice.ts';
import {
  choiceOfDeed,
  deedName,
  deedNames,
  deedOf,
  inTimeOrder,
  withNewStep,
} from '../src/console/plans/plan-steps.ts';

const empty: FaultPlan = { id: 'own-1', name: 'Mine', teaches: '', steps: [] };

describe('steps of a plan in the editor', () => {
  it('show every step of the ready-made plans as it is', () => {
    const deeds = planScripts.flatMap(({ steps }) => steps.map(({ deed }) => deed));
    // An order of a certain content is placed by a file only; the editor leaves it until another deed is chosen.
    const editable = deeds.filter((deed) => !(deed.type === 'placeOrder' && deed.content));
    expect(editable.length).toBeGreaterThan(20);
    for (const deed of editable) expect(deedOf(deedName(deed), choiceOfDeed(deed))).toEqual(deed);
  });

  it('make every kind of deed, under its own name', () => {
    for (const name of deedNames) expect(deedName(deedOf(name, firstFault))).toBe(name);
    for (const leg of legs) {
      const deed: PlanDeed = deedOf('drop', { ...firstFault, leg, mode: 'rate', percent: 45, seconds: 12 });
      expect(deed).toEqual({ type: 'injectFault', what: { kind: 'drop', leg }, span: { rate: 0.45, forMs: 12_000 } });
    }
  });

  it('count the packets of a cut or a crash never: it lasts for a time', () => {
    expect(deedOf('crash', { ...firstFault, mode: 'next' })).toMatchObject({ span: { forMs: 10_000 } });
    expect(deedOf('partition', { ...firstFault, mode: 'rate' })).toMatchObject({ span: { forMs: 10_000 } });
  });

  it('are kept in order of time, and read back as they were written', () => {
    const three = withNewStep(withNewStep(withNewStep(empty)));
    const times = three.steps.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const moved = inTimeOrder({
      ...three,
      steps: three.steps.map((step, index) => ({ ...step, atMs: 90_000 - index })),
    });
    expect(moved.steps.map(({ atMs }) => atMs)).toEqual([89_998, 89_999, 90_000]);
    expect(parseFaultPlan(JSON.stringify(moved))).toEqual({ outcome: 'parsed', plan: moved });
  });
});
