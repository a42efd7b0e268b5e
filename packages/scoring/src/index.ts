export { foldLedger, withDetails, type LaneBooks, type RoundBooks } from './ledger/books.ts';
export { verdictOf, type Verdict } from './ledger/contract-verdict.ts';
export { isLostLive, type Standpoint } from './ledger/fate.ts';
export { featsOf, type Feats } from './live/feats.ts';
export { givenAnswers, namedBy, type GivenAnswer } from './skills/given-answers.ts';
export { LogReview, type RoundReview } from './review/log-review.ts';
export { laneResult, type JudgedBy, type LaneResult } from './ledger/lane-result.ts';
export { ledger, type LedgerEntry } from './ledger/ledger.ts';
export {
  orderOutcomes,
  orderResults,
  outcomesOf,
  type OrderOutcome,
  type OrderResult,
  type Outcomes,
} from './ledger/order-result.ts';
export { craftMarks } from './skills/marks.ts';
export { sumUpMarks, type MarkSum } from './skills/mark-sums.ts';
export { markRules, type CraftMark, type MarkRule, type MarkSubject } from './skills/marks-table.ts';
export {
  misconceptionIds,
  misconceptions,
  type MisconceptionId,
  type MisconceptionOf,
  type MisconceptionPicture,
  type SaidOfMisconception,
} from './skills/misconceptions.ts';
export {
  chainSteps,
  momentCauses,
  type ChainLink,
  type Moment,
  type MomentCause,
  type MomentKind,
} from './moments/moments-table.ts';
export { moments } from './moments/moments.ts';
export { pointsPerOrder, type PointsPerOrder } from './ledger/points.ts';
export {
  emptyScoreboard,
  foldScoreboard,
  roundResult,
  type LaneRoundResult,
  type RoundPlayer,
  type RoundResult,
  type Scoreboard,
} from './ledger/scoreboard.ts';
export { foldSeries, noSeries, type LaneSeries, type RoundSeries } from './live/round-series.ts';
export type { LaneCounts, SeatCounts } from './live/seat-counts.ts';
export { seriesLimits, type Series, type SeriesBucket } from './live/series.ts';
export {
  countService,
  laneEnds,
  lanePoints,
  servedNeeded,
  serviceTerms,
  type LaneEnd,
  type Service,
  type ServiceTerms,
} from './ledger/service.ts';
export { tallyAtBell, tallyLive, type Tally } from './ledger/tally.ts';
export { foldSaves, noSaves, type LaneRescues, type RoundSaves } from './live/rescues.ts';
