import type {
  Card,
  ClaimId,
  Contract,
  ExtraTimeFactor,
  LaneId,
  LaneView,
  Level,
  MomentPlace,
  Phase,
  PlayerId,
  Policy,
  Prediction,
  Question,
  QuestionAnswer,
  QuestionOption,
  QuizPurpose,
  QuizScore,
  RoomRules,
  RoundSettings,
  Role,
  SeatId,
  SeatView,
  SoloTerms,
} from '@ack-attack/engine';
import type { Feats, LaneEnd, LedgerEntry, Outcomes, SeatCounts, Series, Service, Tally } from '@ack-attack/scoring';

/*
 * What each side is shown. A view travels whole once and then as JSON merge patches (RFC 7396), so
 * collections are objects by ID, absent means absent and null never occurs.
 */

/** Game time = now − startedAt while `stoppedAt` is absent. */
export interface ClockView {
  /** Epoch ms at which game time was 0, by the server's clock. */
  startedAt: number;
  /** Game ms at which the clock stands. */
  stoppedAt?: number;
  /** Game ms of the bell. */
  bellAt: number;
  /** Epoch ms when the truth is shown automatically. */
  revealAt?: number;
}

/** A question without what would give its answer away. */
export type AskedQuestion = Omit<
  Question,
  'options' | 'right' | 'rightOrder' | 'before' | 'slips' | 'explanation' | 'fact'
> & {
  options: readonly Pick<QuestionOption, 'id' | 'text'>[];
};

/** What came of one question. */
export interface QuestionResult {
  /** The whole question, its answer and explanation with it. */
  question: Question;
  answered: number;
  right: number;
  /** How many chose each option; of steps put in order absent. */
  choices?: Record<string, number>;
  /** How many were how sure, and how many of those were right; of an exit ticket only. */
  confidence?: Record<string, { answered: number; right: number }>;
}

/** The questions on the screens. */
export interface QuizView {
  number: number;
  purpose: QuizPurpose;
  closed: boolean;
  /** Epoch ms at which it closes automatically. */
  closesAt?: number;
  questions: readonly AskedQuestion[];
  /** How many of the connected players have answered everything. */
  answered: number;
  expected: number;
  /** In the order of the questions, once it is closed. */
  results?: readonly QuestionResult[];
}

interface RoomView {
  roomCode: string;
  phase: Phase;
  /** 0 before the first. */
  round: number;
  settings: RoundSettings;
  clock: ClockView;
  /** Whether no console of the teacher is connected: a fact of the real network. */
  hostAway: boolean;
  quiz?: QuizView;
  card?: Card;
  /** Present while the round is paused for an absent teacher, or student who plays alone; it resumes on return. */
  pauseCause?: 'host-away' | 'student-away';
  /** Of a session that one student plays alone, in own time. */
  solo?: SoloView;
  /** Names that the teacher gave to lanes; the others go by their shapes. */
  laneNames: Readonly<Record<LaneId, string>>;
}

/** The terms as a student who plays alone sees them: without the faults to come. */
export type SoloView = Omit<SoloTerms, 'plan'>;

export interface PhoneView extends RoomView {
  kind: 'phone';
  /** `extraTime`: how many times as long as others this student has, where it is longer; no other view says so. */
  me: { player: PlayerId; name: string; extraTime?: ExtraTimeFactor };
  /** Absent for a player who has no seat in this round. */
  seat?: SeatView;
  /** What the student's machine does automatically, and its counters; on autopilot only. */
  autopilot?: { policy: Policy; counts: SeatCounts };
  /** The players at the machines of this lane. */
  mates: Record<SeatId, { role: Role; name?: string }>;
  prediction?: Prediction;
  /** What the player has answered of the questions on the screen, by question. */
  answers?: Record<string, QuestionAnswer>;
  /** Over all closed questions; absent before the first. */
  quizScore?: QuizScore;
  /** The player's own lane, once the truth is shown. */
  reveal?: PhoneReveal;
}

export interface PhoneReveal {
  lane: LaneReveal;
  /** From 1, by points of this round. */
  place: number;
  lanes: number;
  /** Points of the player over all rounds. */
  total: number;
}

export interface StageView extends RoomView {
  kind: 'stage' | 'console';
  session: string;
  locked: boolean;
  players: Record<PlayerId, StagePlayer>;
  lanes: Record<LaneId, LaneView>;
  /** How many of the connected players have predicted. */
  predictions: { made: number; expected: number };
  /** Only where the settings say that it is shown live. */
  live?: Record<LaneId, Tally>;
  /** Streaks and saves of this round: while it is played only where `live` is shown, and once the truth is. */
  feats?: Record<LaneId, Feats>;
  /** The fault plan that is running, if any. */
  plan?: PlanView;
  /** Of a round on autopilot: while it is played, where the level or the settings show it live, and at the reveal. */
  charts?: Record<LaneId, Series>;
  /** Once the truth is shown. */
  reveal?: RoundReveal;
  /** The moment of the revealed round that the stage is pointed to. */
  shown?: MomentPlace;
  /** Points of every lane over the rounds that were revealed. */
  totals: Record<LaneId, number>;
  /** What is the teacher's alone to know; never in a stage's view. */
  host?: HostView;
}

export interface HostView {
  rules: RoomRules;
  /** Banned players, by player ID. */
  banned: Record<PlayerId, { name: string }>;
  /** Devices that ask for the seat of a student; absent where there are none. */
  claims?: Record<ClaimId, ClaimView>;
  /** Students with extra time. */
  extraTime: Record<PlayerId, ExtraTimeFactor>;
  /** Those of them who are connected and have still to answer the question, or to predict. */
  awaited: readonly PlayerId[];
  /** In the lobby: the seating if the round began now. */
  seating?: Record<LaneId, Record<SeatId, { role: Role; player?: PlayerId }>>;
}

export interface ClaimView {
  player: PlayerId;
  /** The asking device shows the same. */
  number: number;
  /** Epoch ms at which the claim expires. */
  until: number;
}

export interface PlanView {
  id: string;
  /** In the teacher's language, as the plan came. */
  name: string;
  teaches: string;
  /** Game ms. */
  startedAt: number;
  steps: number;
  /** Index of the step that comes next; equal to `steps` once all are done. */
  next: number;
}

export interface StagePlayer {
  name: string;
  /** Counts up in the order of joining. */
  order: number;
  connected: boolean;
  lane?: LaneId;
  seat?: SeatId;
}

export interface LaneReveal {
  lane: LaneId;
  tally: Tally;
  points: number;
  end: LaneEnd;
  /** Whether it ended with the round's contract kept. */
  kept: boolean;
  service: Service;
  /** How many of its orders ended in each way. */
  outcomes: Outcomes;
  /** The bank's ledger; absent on autopilot, where it is only in the replay. */
  ledger?: readonly LedgerEntry[];
  predictions: readonly { player: PlayerId; name: string; prediction: Prediction }[];
}

export interface RoundReveal {
  round: number;
  contract: Contract;
  level: Level;
  /** Best first. */
  lanes: readonly LaneReveal[];
}

export type View = PhoneView | StageView;
