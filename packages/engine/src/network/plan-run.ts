import type { DecisionContext } from '../draft/decision-context.ts';
import { checkFault, healFaults, injectFault } from './faults.ts';
import type { LaneId } from '../base/ids.ts';
import type { Lane } from '../model/lane.ts';
import { sessionLimits } from '../base/limits.ts';
import { placeOrder } from './orders.ts';
import type { FaultPlan, PlanDeed } from '../model/plan.ts';
import { Refusal, refuse } from '../base/rejection.ts';
import type { SessionState } from '../model/state.ts';

/** Starts a plan, in place of one that is running. */
export function startPlan(draft: DecisionContext, plan: FaultPlan): void {
  checkPlan(plan);
  draft.emit({ type: 'planStarted', plan });
}

/** @throws {Refusal} plan-invalid */
export function checkPlan({ steps }: FaultPlan): void {
  const bad = (detail: string) => refuse('plan-invalid', detail);
  if (steps.length < 1 || steps.length > sessionLimits.planSteps)
    bad(`a plan has 1 to ${sessionLimits.planSteps} steps`);
  let before = 0;
  for (const [index, { atMs, lane, deed }] of steps.entries()) {
    const number = `step ${index + 1}`;
    if (!Number.isInteger(atMs) || atMs > sessionLimits.roundMs[1]) bad(`${number} is at ${atMs} ms`);
    if (atMs < before) bad(`${number} comes before the one in front of it`);
    before = atMs;
    if (lane !== 'all' && !(Number.isInteger(lane) && lane >= 1 && lane <= sessionLimits.players)) {
      bad(`${number} names lane ${lane}`);
    }
    if (deed.type === 'injectFault') {
      try {
        checkFault(deed.what, deed.span);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        bad(`${number}: ${error.rejection.detail}`);
      }
    }
  }
}

/** Game ms of the running plan's next step. */
export function nextStepAt({ plan }: SessionState): number | undefined {
  const step = plan?.plan.steps[plan.next];
  return plan && step && plan.startedAt + step.atMs;
}

/** Does the next step of the running plan, which ends with its last one. What a lane can't take is passed over. */
export function runStep(draft: DecisionContext): void {
  const { plan: run, lanes } = draft.state;
  const step = run?.plan.steps[run.next];
  if (!run || !step) return;
  draft.emit({ type: 'planStepped', step: run.next });
  for (const [index, { id }] of lanes.entries()) {
    if (step.lane !== 'all' && step.lane !== index + 1) continue;
    try {
      doIn(draft, id, step.deed);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  if (run.next + 1 >= run.plan.steps.length) draft.emit({ type: 'planStopped' });
}

function doIn(draft: DecisionContext, lane: LaneId, deed: PlanDeed): void {
  switch (deed.type) {
    case 'injectFault':
      return injectFault(draft, lane, deed.what, deed.span);
    case 'healFaults':
      return healFaults(draft, lane);
    case 'placeOrder':
      return placeOrder(draft, lane, deed, draft.lane(lane).nextOrderAt);
    case 'forgetIds':
      for (const message of knownIds(draft.lane(lane))) draft.emit({ type: 'idForgotten', lane, message });
  }
}

/** Every message ID that a log of the lane or its broker remembers. */
function knownIds({ dedupLogs, storedIds, metIds }: Lane): ReadonlySet<Lane['metIds'][number]> {
  const written = [...dedupLogs.flatMap(({ ids }) => ids), ...storedIds];
  return new Set([...written.map(({ id }) => id), ...metIds]);
}
