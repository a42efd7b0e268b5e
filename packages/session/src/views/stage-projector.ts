import {
  awaitedPlayers,
  claimLimits,
  claimNumber,
  inRound,
  openClaims,
  planLanes,
  viewLane,
  type Lane,
  type LaneId,
  type LaneView,
  type SessionState,
} from '@ack-attack/engine';
import type { HostView, PlanView, RoundReveal, StageView } from '@ack-attack/protocol';
import { featsOf, orderResults, tallyLive, type Feats, type Tally } from '@ack-attack/scoring';
import type { RoomProjector } from './room-projector.ts';
import { revealedRound, revealedRounds, revealLane } from './room-view.ts';
import type { SessionFold } from '../log/session-fold.ts';

interface KnownLane {
  lane: Lane;
  players: SessionState['players'];
  /** Names and presence of the lane's players, which are not in the lane itself. */
  owners: string;
  view: LaneView;
}

/** Works out what stage and console show. A lane in which nothing happened is not worked out again. */
export class StageProjector {
  readonly #room: RoomProjector;
  readonly #lanes = new Map<LaneId, KnownLane>();
  #shown: { of: SessionFold; view: StageView } | undefined;
  #players: { of: SessionState['players']; view: Pick<StageView, 'players' | 'predictions'> } | undefined;
  readonly #tallies = new WeakMap<Lane, Tally>();
  readonly #feats = new WeakMap<Lane, Feats>();

  constructor(room: RoomProjector) {
    this.#room = room;
  }

  view(fold: SessionFold, kind: StageView['kind']): StageView {
    const view = this.#common(fold);
    return kind === 'stage' ? view : { ...view, kind, host: viewHost(fold.state) };
  }

  /** What every screen shows: with a stage and a console it is asked for twice. */
  #common(fold: SessionFold): StageView {
    if (this.#shown?.of !== fold) this.#shown = { of: fold, view: this.#viewStage(fold) };
    return this.#shown.view;
  }

  #viewStage(fold: SessionFold): StageView {
    const { state } = fold;
    const reveal = viewReveal(fold);
    const charts = viewCharts(fold);
    const feats = this.#roundFeats(fold);
    return {
      kind: 'stage',
      ...this.#room.view(state),
      session: state.id,
      locked: state.locked,
      ...this.#viewPlayers(state),
      lanes: Object.fromEntries(state.lanes.map((lane) => [lane.id, this.#lane(state, lane)])),
      ...(state.settings.liveTally && inRound(state)
        ? { live: Object.fromEntries(state.lanes.map((lane) => [lane.id, this.#tally(lane)])) }
        : {}),
      ...(state.plan ? { plan: viewPlan(state.plan) } : {}),
      ...(charts ? { charts } : {}),
      ...(feats ? { feats } : {}),
      ...(reveal ? { reveal } : {}),
      ...(state.shown ? { shown: state.shown } : {}),
      totals: viewTotals(fold),
    };
  }

  #lane(state: SessionState, lane: Lane): LaneView {
    const { players } = state;
    const known = this.#lanes.get(lane.id);
    if (known?.lane === lane && known.players === players) return known.view;
    const owners = players
      .filter((player) => player.lane === lane.id)
      .map(({ id, name, connected }) => `${id} ${connected} ${name}`)
      .join('\n');
    const view = known?.lane === lane && known.owners === owners ? known.view : viewLane(state, lane);
    this.#lanes.set(lane.id, { lane, players, owners, view });
    return view;
  }

  #viewPlayers({ players }: SessionState): Pick<StageView, 'players' | 'predictions'> {
    if (this.#players?.of !== players) {
      const here = players.filter((player) => player.seat !== undefined && player.connected);
      const predictions = { made: here.filter((player) => player.prediction).length, expected: here.length };
      this.#players = { of: players, view: { players: viewPlayers(players), predictions } };
    }
    return this.#players.view;
  }

  /** Streaks and saves tell what became of orders, so they are shown where the tally is. */
  #roundFeats(fold: SessionFold): StageView['feats'] {
    const { state, saves } = fold;
    if (state.settings.autopilot) return undefined;
    const told = revealedRound(fold);
    if (told) return Object.fromEntries(told.lanes.map(({ lane, orders }) => [lane, featsOf(orders, saves[lane])]));
    if (!state.settings.liveTally || !inRound(state)) return undefined;
    return Object.fromEntries(
      state.lanes.map((lane) => {
        let feats = this.#feats.get(lane);
        if (!feats) {
          feats = featsOf(orderResults(lane, state.settings, 'live'), saves[lane.id]);
          this.#feats.set(lane, feats);
        }
        return [lane.id, feats];
      }),
    );
  }

  #tally(lane: Lane): Tally {
    let tally = this.#tallies.get(lane);
    if (!tally) this.#tallies.set(lane, (tally = tallyLive(lane)));
    return tally;
  }
}

function viewPlayers(players: SessionState['players']): StageView['players'] {
  const view: StageView['players'] = {};
  players.forEach(({ id, name, connected, lane, seat }, index) => {
    view[id] = {
      name,
      order: index + 1,
      connected,
      ...(lane === undefined ? {} : { lane }),
      ...(seat === undefined ? {} : { seat }),
    };
  });
  return view;
}

function viewHost(state: SessionState): HostView {
  const { rules, banned, players, phase, round } = state;
  const lanes = phase === 'lobby' ? planLanes(state, round + 1) : undefined;
  return {
    rules,
    banned: Object.fromEntries(banned.map(({ id, name }) => [id, { name }])),
    ...viewClaims(state),
    extraTime: Object.fromEntries(
      players.flatMap(({ id, extraTime }) => (extraTime === undefined ? [] : [[id, extraTime]])),
    ),
    awaited: awaitedPlayers(state),
    ...(lanes && {
      seating: Object.fromEntries(
        lanes.map(({ id, seats }) => [id, Object.fromEntries(seats.map(({ id: seat, ...plan }) => [seat, plan]))]),
      ),
    }),
  };
}

/** Time alone ends a claim, and moves no view: the console looks at `until`. */
function viewClaims(state: SessionState): Pick<HostView, 'claims'> {
  const open = openClaims(state, state.at);
  if (open.length === 0) return {};
  const claims = open.map(({ id, player, at }) => {
    const until = state.createdAt + at + claimLimits.openMs;
    return [id, { player, number: claimNumber(state, id), until }] as const;
  });
  return { claims: Object.fromEntries(claims) };
}

function viewPlan({ plan, startedAt, next }: NonNullable<SessionState['plan']>): PlanView {
  const { id, name, teaches, steps } = plan;
  return { id, name, teaches, startedAt, steps: steps.length, next };
}

/** While the players predict, the charts would tell them. */
function viewCharts({ state, series }: SessionFold): StageView['charts'] {
  const { autopilot, liveTally, level } = state.settings;
  const live = inRound(state) && (liveTally || level === 'senior');
  if (!autopilot || !(live || state.phase === 'revealed')) return undefined;
  return Object.fromEntries(Object.entries(series).map(([lane, { series }]) => [lane, series]));
}

function viewReveal(fold: SessionFold): RoundReveal | undefined {
  const result = revealedRound(fold);
  if (!result) return undefined;
  const { contract, level } = result.settings;
  const lanes = result.lanes.map((lane) => revealLane(fold.state, result, lane)).sort((a, b) => b.points - a.points);
  return { round: result.round, contract, level, lanes };
}

function viewTotals(fold: SessionFold): StageView['totals'] {
  const totals: StageView['totals'] = {};
  for (const { lanes } of revealedRounds(fold)) {
    for (const { lane, points } of lanes) totals[lane] = (totals[lane] ?? 0) + points;
  }
  return totals;
}
