import type { Card } from './card.ts';
import type { ClaimId, LaneId, OrderId, PlayerId, SeatId } from '../base/ids.ts';
import { find } from '../base/list.ts';
import type { Lane, Role } from './lane.ts';
import type { FaultPlan } from './plan.ts';
import type { Quiz, QuizScore } from './quiz.ts';
import type { ExtraTimeFactor, RoomRules } from './room-rules.ts';
import type { RoundSettings } from './settings.ts';
import type { Attempt, HomeworkTerms, SoloTerms } from './solo.ts';

export type Phase = 'none' | 'lobby' | 'playing' | 'paused' | 'predicting' | 'revealed' | 'finished';

/** Whether a round is running, on or paused. */
export function inRound(state: Pick<SessionState, 'phase'>): boolean {
  return state.phase === 'playing' || state.phase === 'paused';
}

/** A sender's last accepted command, by which a repeat of it is recognised. */
export interface LastCommand {
  seq: number;
  id: string;
}

export interface Player {
  id: PlayerId;
  name: string;
  /** SHA-256 of the secret the player's device chose, in hex. */
  tokenHash: string;
  /** That of the device that had the seat before, where it was handed over. */
  formerHash?: string;
  joinedAt: number;
  connected: boolean;
  /** Which connection it is, where that was said. */
  via?: string;
  /** Session ms since when the connection has been gone. */
  goneAt?: number;
  lane?: LaneId;
  seat?: SeatId;
  /** What the player believes of the round that just ended. */
  prediction?: Prediction;
  /** Questions of the session, apart from play. */
  quiz?: QuizScore;
  /** How many questions of earlier sessions the player has answered in this one. */
  recalls?: number;
  /** How often the player has had each role. */
  turns?: Record<Role, number>;
  /** How much longer everything waits for the player; absent where it is as long as for everybody. */
  extraTime?: ExtraTimeFactor;
}

/** A device's request for the seat of a player. */
export interface SeatClaim {
  id: ClaimId;
  player: PlayerId;
  /** SHA-256 of the secret that the device chose, in hex. */
  tokenHash: string;
  /** Session ms. */
  at: number;
  /** Session ms at which the host said no. */
  refusedAt?: number;
}

/** A device that was put out for good. */
export interface BannedPlayer {
  id: PlayerId;
  name: string;
  tokenHash: string;
}

export interface Prediction {
  /** Orders of the lane that the player thinks were lost. */
  lost: number;
  /** Effects beyond the first that the player thinks were made. */
  duplicates: number;
}

/** A place in a round that is over: an order of a lane, at a version of the log. */
export interface MomentPlace {
  lane: LaneId;
  order: OrderId;
  version: number;
}

/**
 * Game time runs only while a round is played. `base` is the session time at which game time was 0;
 * it moves on by the length of every pause. Game time = session time − base.
 */
export interface Clock {
  base: number;
  /** Game ms at which the clock stands, while it does. */
  stoppedAt?: number;
  /** Game ms of the bell. */
  bellAt: number;
}

/** The fold of a session's log. Plain JSON, so the same log gives the same bytes. */
export interface SessionState {
  /** How many events have been folded. */
  version: number;
  id: string;
  roomCode: string;
  hostTokenHash: string;
  stageTokenHash: string;
  /** Every random choice is drawn from it. */
  seed: number;
  /** Epoch ms of session time 0. */
  createdAt: number;
  /** Session ms of the newest event. */
  at: number;
  phase: Phase;
  /** What the next round will be, or the running one is. */
  settings: RoundSettings;
  /** 0 before the first. */
  round: number;
  clock: Clock;
  /** Session ms when the truth is shown automatically. */
  revealAt?: number;
  locked: boolean;
  /** The running fault plan, with the game time of its start and its next step. */
  plan?: { plan: FaultPlan; startedAt: number; next: number };
  /** What the stage shows of the revealed round. */
  shown?: MomentPlace;
  players: readonly Player[];
  /** Of each player who has given one. Apart from the players: what is made of the roster stays while they play. */
  lastCommands: readonly { id: PlayerId; last: LastCommand }[];
  lanes: readonly Lane[];
  /** The questions on the screens. */
  quiz?: Quiz;
  /** The card on the screens. */
  card?: Card;
  /** How many times questions were asked. */
  quizzes: number;
  hostConnected: boolean;
  /** Through which server the host's newest connection came, where that was said. */
  hostVia?: string;
  /** Session ms since when no console of the host has been here while a round could have been watched. */
  hostGoneAt?: number;
  /** Present while the round is paused for an absent host, or student who plays alone. */
  pauseCause?: 'host-away' | 'student-away';
  /** The last accepted command that came from no console. */
  hostLast?: LastCommand;
  /** The last accepted command of each of the host's consoles, the one that was used last at the end. */
  consoles: readonly { id: string; last: LastCommand }[];
  rules: RoomRules;
  /** Names that the host gave to lanes. */
  laneNames: Readonly<Record<LaneId, string>>;
  /** Where players sit when the host seats them by hand. */
  assignedSeats: Readonly<Record<PlayerId, SeatId>>;
  banned: readonly BannedPlayer[];
  /** Requests for seats, oldest first, those that have ended with them; absent before the first. */
  claims?: readonly SeatClaim[];
  /** Of a session that one student plays alone. */
  solo?: SoloTerms;
  /** Of a session that is homework. */
  homework?: HomeworkTerms;
  /** Of homework, in the order in which they were begun. */
  attempts?: readonly Attempt[];
}

export function lastCommandOf({ lastCommands }: SessionState, id: PlayerId): LastCommand | undefined {
  return find(lastCommands, id)?.last;
}
