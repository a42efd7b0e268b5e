export { foldLedger, withDetails, type LaneBooks, type RoundBooks } from './books.ts';
export { verdictOf, type Verdict } from './contract-verdict.ts';
export { isLostLive, type Standpoint } from './fate.ts';
export { featsOf, type Feats } from './feats.ts';
export { givenAnswers, namedBy, type GivenAnswer } from './given-answers.ts';
export { LogReview, type RoundReview } from './log-review.ts';
export { laneResult, type LaneResult } from './lane-result.ts';
export { ledger, type LedgerEntry } from './ledger.ts';
export {
  orderOutcomes,
  orderResults,
  outcomesOf,
  type OrderOutcome,
  type OrderResult,
  type Outcomes,
} from './order-result.ts';
export { craftMarks } from './marks.ts';
export { sumUpMarks, type MarkSum } from './mark-sums.ts';
export { markRules, type CraftMark, type MarkRule, type MarkSubject } from './marks-table.ts';
export {
  misconceptionIds,
  misconceptions,
  type MisconceptionId,
  type MisconceptionOf,
  type MisconceptionPicture,
  type SaidOfMisconception,
} from './misconceptions.ts';
export {
  chainSteps,
  momentCauses,
  type ChainLink,
  type Moment,
  type MomentCause,
  type MomentKind,
} from './moments-table.ts';
export { moments } from './moments.ts';
export { pointsPerOrder, type PointsPerOrder } from './points.ts';
export {
  emptyScoreboard,
  foldScoreboard,
  roundResult,
  type LaneRoundResult,
  type RoundPlayer,
  type RoundResult,
  type Scoreboard,
} from './scoreboard.ts';
export { foldSeries, noSeries, type LaneSeries, type RoundSeries } from './round-series.ts';
export type { LaneCounts, SeatCounts } from './seat-counts.ts';
export { seriesLimits, type Series, type SeriesBucket } from './series.ts';
export { tallyAtBell, tallyLive, type Tally } from './tally.ts';
export { foldSaves, noSaves, type LaneSaves, type RoundSaves } from './saves.ts';
