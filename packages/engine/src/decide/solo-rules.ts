import type { DecisionContext } from '../draft/decision-context.ts';
import type { PlayerId } from '../base/ids.ts';
import { planLanes } from './layout.ts';
import { legibleText } from './names.ts';
import { checkPlan, startPlan } from '../network/plan-run.ts';
import { requireWholeWithin } from '../base/ranges.ts';
import { refuse } from '../base/rejection.ts';
import { homeworkLimits, type HomeworkTerms, type SoloStep, type SoloTerms } from '../model/solo.ts';
import { judgedNow } from '../model/settings.ts';
import { inRound, type SessionState } from '../model/state.ts';

/** @throws {Refusal} settings-invalid, plan-invalid */
export function checkSolo({ rounds, plan }: SoloTerms): void {
  requireWholeWithin('settings-invalid', 'rounds', rounds, homeworkLimits.rounds);
  if (plan) checkPlan(plan);
}

/** The terms as they are kept. @throws {Refusal} settings-invalid, plan-invalid */
export function checkedHomework(terms: HomeworkTerms): HomeworkTerms {
  const { rounds, attempts, plan, closesAt } = terms;
  const title =
    legibleText(terms.title, homeworkLimits.titleLength) ??
    refuse('settings-invalid', `a title has 1 to ${homeworkLimits.titleLength} visible characters`);
  requireWholeWithin('settings-invalid', 'rounds', rounds, homeworkLimits.rounds);
  requireWholeWithin('settings-invalid', 'attempts', attempts, homeworkLimits.attempts);
  if (closesAt !== undefined && !(Number.isSafeInteger(closesAt) && closesAt >= 0)) {
    refuse('settings-invalid', `${closesAt} is no time`);
  }
  if (plan) checkPlan(plan);
  return { ...terms, title };
}

/** The student does with the round what else is the host's to do. */
export function leadRound(draft: DecisionContext, step: SoloStep): void {
  const { state } = draft;
  if (!state.solo) refuse('not-offered', 'the host leads this session');
  switch (step) {
    case 'start': {
      draft.requirePhase('lobby', 'revealed');
      if (state.phase === 'revealed') draft.emit({ type: 'roundClosed' });
      return startSoloRound(draft, state.solo);
    }
    case 'pause':
      draft.requirePhase('playing');
      return draft.emit({ type: 'roundPaused' });
    case 'resume':
      draft.requirePhase('paused');
      return draft.emit({ type: 'roundResumed' });
    case 'away':
      draft.requirePhase('playing');
      return followPresence(draft, false);
    case 'back':
      draft.requirePhase('paused');
      return followPresence(draft, true);
    case 'end':
      draft.requirePhase('lobby', 'playing', 'paused', 'predicting', 'revealed');
      if (inRound(state)) draft.emit({ type: 'bellRang' });
      return draft.emit({ type: 'sessionFinished' });
  }
}

function startSoloRound(draft: DecisionContext, { plan }: SoloTerms): void {
  const { state } = draft;
  const round = state.round + 1;
  const lanes = planLanes(state, round);
  draft.emit({ type: 'roundStarted', round, settings: judgedNow(state.settings), lanes });
  if (plan) startPlan(draft, plan);
}

/** A student who plays alone sees the truth upon predicting; the last prediction ends the session. */
export function revealAlone(draft: DecisionContext, { rounds }: SoloTerms): void {
  draft.emit({ type: 'truthRevealed' });
  if (draft.state.round >= rounds) draft.emit({ type: 'sessionFinished' });
}

/** A round in own time stands still as long as its student is away. */
export function followPresence(draft: DecisionContext, connected: boolean): void {
  const { solo, phase, pauseCause } = draft.state;
  if (!solo) return;
  if (!connected && phase === 'playing') draft.emit({ type: 'roundPaused', cause: 'student-away' });
  if (connected && pauseCause === 'student-away') draft.emit({ type: 'roundResumed', cause: 'student-back' });
}

/** @throws {Refusal} homework-closed where no attempt may begin any more */
export function requireOpenHomework({ homework, phase, createdAt }: SessionState, at: number): void {
  const late = homework?.closesAt !== undefined && createdAt + at >= homework.closesAt;
  if (late || phase === 'finished') refuse('homework-closed', 'it was closed by its teacher or its date');
}

/** Notes that a student has an attempt more; `number` is the one that it has to be, so that a repeat makes none. */
export function openAttempt(draft: DecisionContext, id: PlayerId, session: string, number: number): void {
  const { homework, attempts = [] } = draft.state;
  if (!homework) return refuse('not-offered', 'this session is no homework');
  const player = draft.player(id).id;
  requireOpenHomework(draft.state, draft.at);
  const own = attempts.filter((attempt) => attempt.player === player).length;
  if (own >= homework.attempts) refuse('attempts-used', `${own} attempts were made`);
  if (number !== own + 1) refuse('stale-command', `attempt ${number} came after ${own}`);
  draft.emit({ type: 'attemptOpened', player, session });
}
