import { playBots, textbookPolicy, type RefusedCommand } from '@ack-attack/bots';
import {
  decide,
  emptySession,
  gameTime,
  type Action,
  type Command,
  type Contract,
  type LaneShape,
  type Policy,
  type RoundSettings,
  type Seat,
  type SessionState,
} from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { laneResult, type LaneResult } from '@ack-attack/scoring';
import { dropRateOf, shapeOf, type Cell } from './cells.ts';
import { strategies, type StrategyName } from './strategies.ts';
import { weather } from './weather.ts';

/** Long enough for a lane to fall behind where it is too slow; autopilots run ten times as fast. */
const roundMs = { hands: 90_000, autopilot: 12_000 } as const;

export function settingsOf({ contract, level, system }: Cell): RoundSettings {
  const settings = settingsFor(contract, level, system);
  return { ...settings, predictMs: 0, roundMs: settings.autopilot ? roundMs.autopilot : roundMs.hands };
}

/** How a lane does in which every seat follows one textbook, scored under the round's own contract. */
export function playTextbook(cell: Cell, textbook: Contract, seed: number): LaneResult {
  const { lane, refused } = playBent(cell, textbook, seed, {});
  if (refused.length > 0) throw new Error(`seed ${seed}: ${JSON.stringify(refused[0])}`);
  return lane;
}

/** How a lane does that plays the contract's textbook, bent. What the engine refuses costs it a turn. */
export function playStrategy(cell: Cell, strategy: StrategyName, seed: number): LaneResult {
  return playBent(cell, cell.contract, seed, strategies[strategy]).lane;
}

function playBent(
  cell: Cell,
  textbook: Contract,
  seed: number,
  { policy: bent, act }: (typeof strategies)[StrategyName],
): { lane: LaneResult; refused: readonly RefusedCommand[] } {
  const settings = settingsOf(cell);
  const bend = bent ?? ((policy: Policy) => policy);
  const opened = followed(openRound(settings, seed, shapeOf(cell.level, seed)), textbook, bend);
  const { state, refused } = playBots(opened, settings.roundMs + 1, {
    timetable: weather(settings, dropRateOf(seed), seed),
    textbook: () => textbook,
    bend: (_, policy) => bend(policy),
    ...(act ? { act: (seat: Seat, action: Action) => act(seat, action, seed) } : {}),
  });
  const [lane] = state.lanes;
  if (!lane || state.phase === 'playing') throw new Error(`seed ${seed}: the bell did not ring`);
  return { lane: laneResult(lane, state.settings, 'bell', gameTime(state, state.at)), refused };
}

/** Sets the textbook's policies, because on autopilot they are also the rules that the machines live by. */
function followed(state: SessionState, textbook: Contract, bend: (policy: Policy) => Policy): SessionState {
  if (!state.settings.autopilot) return state;
  const lanes = state.lanes.map((lane) => ({
    ...lane,
    seats: lane.seats.map((seat) => ({ ...seat, policy: bend(textbookPolicy(textbook, seat.role, state.settings)) })),
  }));
  return { ...state, lanes };
}

function openRound(settings: RoundSettings, seed: number, shape: LaneShape): SessionState {
  const secrets = { hostTokenHash: '', stageTokenHash: '' };
  const open = { type: 'openSession', session: 'balance', roomCode: 'BALANC', ...secrets, seed, settings } as const;
  const commands: readonly Command[] = [
    { by: 'server', command: open },
    { by: 'host', seq: 1, id: 'start', command: { type: 'startRound', shape } },
  ];
  return commands.reduce((state: SessionState, command) => {
    const decision = decide(state, command, 0);
    if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
    return decision.state;
  }, emptySession);
}
