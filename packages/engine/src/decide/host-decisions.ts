import type { HostCommand, LaneShape } from '../model/commands.ts';
import type { DecisionContext } from '../draft/decision-context.ts';
import { dropPacket, healFaults, injectFault } from '../network/faults.ts';
import type { PlayerId, SeatId } from '../base/ids.ts';
import { isLaneId, planLanes } from './layout.ts';
import { sessionLimits } from '../base/limits.ts';
import { laneName, playerName } from './names.ts';
import { placeOrder } from '../network/orders.ts';
import { startPlan } from '../network/plan-run.ts';
import { decideQuiz, putAway } from './quiz-rules.ts';
import { requireWholeWithin } from '../base/ranges.ts';
import { refuse } from '../base/rejection.ts';
import { settleClaim } from './seat-claims.ts';
import { extraTimeFactors } from '../model/room-rules.ts';
import { checkSettings } from './settings-check.ts';
import { find } from '../base/list.ts';
import { judgedNow } from '../model/settings.ts';
import { inRound, type MomentPlace } from '../model/state.ts';

/** Decides what the host asks for; the command itself is in the draft already. */
export function decideHost(draft: DecisionContext, command: HostCommand): void {
  requireHosted(draft, command);
  switch (command.type) {
    case 'configureRound':
      draft.requirePhase('lobby');
      checkSettings(command.settings);
      return draft.emit({ type: 'roundConfigured', settings: command.settings });
    case 'lockRoom':
      draft.requirePhase('lobby', 'playing', 'paused', 'predicting', 'revealed');
      return draft.emit({ type: 'roomLocked', locked: command.locked });
    case 'renamePlayer': {
      const player = draft.player(command.player);
      const name = playerName(draft.state, command.name, player.id);
      return draft.emit({ type: 'playerRenamed', player: player.id, name });
    }
    case 'removePlayer': {
      const { id: player } = draft.player(command.player);
      return draft.emit({ type: 'playerRemoved', player, ...(command.ban ? { banned: true } : {}) });
    }
    case 'unbanPlayer': {
      const known = draft.state.banned.some(({ id }) => id === command.player);
      if (!known) refuse('unknown-player', `${command.player} is not banned`);
      return draft.emit({ type: 'playerUnbanned', player: command.player });
    }
    case 'settleClaim':
      return settleClaim(draft, command.claim, command.grant);
    case 'giveExtraTime': {
      const { id: player } = draft.player(command.player);
      if (!extraTimeFactors.includes(command.factor)) {
        refuse('settings-invalid', `time is given 1, 1.25, 1.5 or 2 times, not ${command.factor}`);
      }
      return draft.emit({ type: 'extraTimeGiven', player, factor: command.factor });
    }
    case 'configureRoom':
      draft.requirePhase('lobby', 'playing', 'paused', 'predicting', 'revealed');
      return draft.emit({ type: 'roomConfigured', rules: command.rules });
    case 'renameLane': {
      draft.requirePhase('lobby', 'playing', 'paused', 'predicting', 'revealed');
      if (!isLaneId(command.lane)) refuse('unknown-lane', `no lane ${command.lane}`);
      const name = laneName(draft.state, command.name, command.lane);
      return draft.emit({ type: 'laneRenamed', lane: command.lane, name });
    }
    case 'seatPlayer':
      draft.requirePhase('lobby');
      return seatPlayer(draft, command.player, command.seat);
    case 'startRound': {
      draft.requirePhase('lobby');
      const { shape } = command;
      if (shape) checkShape(shape);
      const round = draft.state.round + 1;
      const lanes = planLanes(draft.state, round, shape);
      putAway(draft);
      return draft.emit({ type: 'roundStarted', round, settings: judgedNow(draft.state.settings), lanes });
    }
    case 'pauseRound':
      draft.requirePhase('playing');
      return draft.emit({ type: 'roundPaused' });
    case 'resumeRound':
      draft.requirePhase('paused');
      putAway(draft);
      return draft.emit({ type: 'roundResumed' });
    case 'extendRound': {
      draft.requirePhase('playing', 'paused');
      const { byMs } = command;
      const longest = sessionLimits.roundMs[1];
      if (!Number.isInteger(byMs) || byMs <= 0 || draft.state.clock.bellAt + byMs > longest) {
        refuse('settings-invalid', `a round lasts at most ${longest} ms`);
      }
      return draft.emit({ type: 'roundExtended', byMs });
    }
    case 'ringBell':
      draft.requirePhase('playing', 'paused');
      return draft.emit({ type: 'bellRang' });
    case 'revealTruth':
      draft.requirePhase('predicting');
      return draft.emit({ type: 'truthRevealed' });
    case 'closeRound':
      draft.requirePhase('revealed');
      return draft.emit({ type: 'roundClosed' });
    case 'finishSession':
      draft.requirePhase('lobby', 'playing', 'paused', 'predicting', 'revealed');
      // A round that is cut short is judged like any other.
      if (inRound(draft.state)) draft.emit({ type: 'bellRang' });
      putAway(draft);
      return draft.emit({ type: 'sessionFinished' });
    case 'injectFault':
      draft.requirePhase('playing', 'paused');
      return injectFault(draft, command.lane, command.what, command.span);
    case 'healFaults':
      draft.requirePhase('playing', 'paused');
      return healFaults(draft, command.lane);
    case 'dropPacket':
      draft.requirePhase('playing', 'paused');
      return dropPacket(draft, command.lane, command.packet);
    case 'placeOrder':
      draft.requirePhase('playing');
      return placeOrder(draft, command.lane, command, draft.lane(command.lane).nextOrderAt);
    case 'forgetId':
      draft.requirePhase('playing', 'paused');
      return draft.emit({ type: 'idForgotten', lane: draft.lane(command.lane).id, message: command.message });
    case 'startPlan':
      draft.requirePhase('playing', 'paused');
      return startPlan(draft, command.plan);
    case 'stopPlan':
      draft.requirePhase('playing', 'paused');
      if (draft.state.plan) draft.emit({ type: 'planStopped' });
      return;
    case 'showMoment':
      draft.requirePhase('revealed');
      return showMoment(draft, command.moment);
    case 'askQuestions':
    case 'closeQuestions':
    case 'putQuestionsAway':
    case 'showCard':
    case 'hideCard':
      return decideQuiz(draft, command);
  }
}

/** A student who plays alone leads the round, and homework has none: its host ends it, and removes students. */
function requireHosted({ state }: DecisionContext, { type }: HostCommand): void {
  const own = ['finishSession', 'renamePlayer', 'removePlayer', 'unbanPlayer', 'lockRoom'];
  if ((state.solo || state.homework) && !own.includes(type)) refuse('not-offered', 'nobody hosts this session');
}

/** The player changes places, in the seating of the next round, with the seat's present owner. */
function seatPlayer(draft: DecisionContext, id: PlayerId, seat: SeatId): void {
  const player = draft.player(id).id;
  const { state } = draft;
  if (state.rules.seating !== 'by-hand') refuse('not-offered', 'the game seats the players');
  const plans = planLanes(state, state.round + 1).flatMap(({ seats }) => seats);
  const target = plans.find((plan) => plan.id === seat) ?? refuse('unknown-seat', `the next round has no ${seat}`);
  const seats = plans.flatMap((plan) => {
    const owner = plan === target ? player : plan.player === player ? target.player : plan.player;
    return owner === undefined ? [] : [{ player: owner, seat: plan.id }];
  });
  draft.emit({ type: 'seatsAssigned', seats });
}

function checkShape({ producers, consumers, lanes = 1 }: LaneShape): void {
  requireWholeWithin('settings-invalid', 'producers', producers, [1, sessionLimits.producersByHand]);
  requireWholeWithin('settings-invalid', 'consumers', consumers, [1, sessionLimits.consumersByHand]);
  requireWholeWithin('settings-invalid', 'lanes', lanes, [1, sessionLimits.lanes]);
}

function showMoment(draft: DecisionContext, moment: MomentPlace | undefined): void {
  if (!moment) {
    if (draft.state.shown) draft.emit({ type: 'momentShown' });
    return;
  }
  const { lane, order, version } = moment;
  if (!find(draft.lane(lane).orders, order)) refuse('unknown-order', `no order ${order} in ${lane}`);
  if (!Number.isInteger(version) || version < 1 || version >= draft.state.version) {
    refuse('unknown-order', `nothing has happened at ${version}`);
  }
  draft.emit({ type: 'momentShown', moment: { lane, order, version } });
}
