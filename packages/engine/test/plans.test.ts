import { describe, expect, it } from 'vitest';
import { nextDueAt, type FaultPlan, type PlanDeed, type PlanStep } from '../src/index.ts';
import { settingsWith, Table } from './table.ts';

const plan = (...steps: readonly PlanStep[]): FaultPlan => ({ id: 'p', name: 'n', teaches: 't', steps });
const step = (atMs: number, deed: PlanDeed, lane: 'all' | number = 'all'): PlanStep => ({ atMs, lane, deed });
const order: PlanDeed = { type: 'placeOrder' };
const drop: PlanDeed = { type: 'injectFault', what: { kind: 'drop', leg: 'ack' }, span: { next: 1 } };
const crash: PlanDeed = { type: 'injectFault', what: { kind: 'crash', role: 'consumer' }, span: { forMs: 500 } };
/** Two lanes of three. */
const twoLanes = () => {
  const table = new Table(settingsWith()).join('u1', 'u2', 'u3', 'u4', 'u5', 'u6');
  table.host({ type: 'startRound' });
  return table;
};
const orders = (table: Table) => table.state.lanes.map((lane) => lane.orders.length);

describe('a plan', () => {
  it('ENG-107: happens step by step at its own times, and ends with the last', () => {
    const table = twoLanes();
    table.tick(2_000);
    const run = plan(
      step(100, order),
      step(300, order, 2),
      step(300, order, 7),
      step(300, { ...order, poison: true }, 1),
    );
    table.host({ type: 'startPlan', plan: run });
    expect(table.state.plan).toEqual({ plan: run, startedAt: 2_000, next: 0 });
    expect(nextDueAt(table.state)).toBe(table.now + 100);
    table.tick(100);
    expect(orders(table)).toEqual([1, 1]);
    expect(table.state.plan?.next).toBe(1);
    const events = table.tick(900);
    expect(events.map(({ type, at }) => [type, at])).toEqual([
      ['planStepped', 2_300],
      ['orderPlaced', 2_300],
      ['planStepped', 2_300],
      ['planStepped', 2_300],
      ['orderPlaced', 2_300],
      ['planStopped', 2_300],
    ]);
    expect(orders(table)).toEqual([2, 2]);
    expect(table.state.lanes[0]?.orders.at(-1)?.poison).toBe(true);
    expect(table.state).not.toHaveProperty('plan');
  });

  it('ENG-107: injects and heals faults, and makes everybody forget every ID', () => {
    const table = new Table().start().inHand();
    table.act('C1', { do: 'record', delivery: 'd1' });
    table.host({
      type: 'startPlan',
      plan: plan(step(10, drop), step(20, crash), step(30, { type: 'healFaults' }), step(40, { type: 'forgetIds' })),
    });
    table.tick(25);
    expect(table.lane.faults).toHaveLength(3);
    expect(table.lane.seats.filter(({ down }) => down)).toHaveLength(2);
    table.tick(5);
    expect(table.lane.faults).toEqual([]);
    table.tick(10);
    expect(table.lane).toMatchObject({ storedIds: [], metIds: [], dedupLogs: [{ ids: [] }] });
  });

  it('ENG-107: skips a step that a lane cannot take', () => {
    const table = twoLanes();
    const long = { ...drop, span: { forMs: 60_000 } } as PlanDeed;
    const stranger = { ...crash, what: { kind: 'crash', seat: 'L2.C1' } } as PlanDeed;
    const steps = [...Array.from({ length: 48 }, () => step(0, long)), step(0, stranger), step(1, order)];
    table.host({ type: 'startPlan', plan: plan(...steps) });
    table.tick(10);
    expect(table.state.lanes.map(({ faults }) => faults.length)).toEqual([48, 49]);
    table.host({ type: 'startPlan', plan: plan(...steps) });
    table.tick(10);
    expect(table.state.lanes.map(({ faults }) => faults.length)).toEqual([50, 50]);
    expect(orders(table)).toEqual([2, 2]);
    expect(table.state.plan).toBeUndefined();
  });

  it('ENG-107: stands in a pause, and ends with the round', () => {
    const table = twoLanes();
    table.host({ type: 'startPlan', plan: plan(step(1_000, order)) });
    table.tick(500);
    table.host({ type: 'pauseRound' });
    expect(table.tick(4_000)).toEqual([]);
    table.host({ type: 'resumeRound' });
    expect(table.tick(499)).toEqual([]);
    table.host({ type: 'ringBell' });
    expect(table.state).not.toHaveProperty('plan');
    expect(table.tick(2_000)).toEqual([]);
  });

  it('ENG-106: takes the place of one that runs, and can be stopped', () => {
    const table = twoLanes();
    table.host({ type: 'startPlan', plan: plan(step(1_000, order)) });
    table.host({ type: 'startPlan', plan: plan(step(1_500, order)) });
    table.tick(1_200);
    expect(orders(table)).toEqual([0, 0]);
    expect(table.host({ type: 'stopPlan' }).map(({ type }) => type)).toEqual(['commandAccepted', 'planStopped']);
    expect(table.host({ type: 'stopPlan' })).toHaveLength(1);
    table.tick(1_000);
    expect(orders(table)).toEqual([0, 0]);
    table.host({ type: 'ringBell' });
    expect(table.refusal(table.asHost({ type: 'startPlan', plan: plan(step(0, order)) }))).toBe('wrong-phase');
  });

  it.each<[string, readonly PlanStep[]]>([
    ['no steps', []],
    ['51 steps', Array.from({ length: 51 }, () => step(0, order))],
    ['steps out of order', [step(2, order), step(1, order)]],
    ['a time before its start', [step(-1, order)]],
    ['half a millisecond', [step(0.5, order)]],
    ['a time after the longest round', [step(3_600_001, order)]],
    ['lane 0', [step(0, order, 0)]],
    ['half a lane', [step(0, order, 1.5)]],
    ['a crash of the next packets', [step(0, { ...crash, span: { next: 1 } } as PlanDeed)]],
    [
      'a partition of the next packets',
      [step(0, { type: 'injectFault', what: { kind: 'partition', link: 'producer-broker' }, span: { next: 1 } })],
    ],
    ['a rate above 1', [step(0, { ...drop, span: { rate: 2, forMs: 10 } } as PlanDeed)]],
  ])('ENG-106: with %s is refused', (_, steps) => {
    expect(twoLanes().refusal(twoLanes().asHost({ type: 'startPlan', plan: plan(...steps) }))).toBe('plan-invalid');
  });
});
