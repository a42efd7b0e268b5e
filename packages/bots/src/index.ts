export { reasonCodes, type BotContext, type Choice, type ReasonCode } from './choice.ts';
export { ackPatienceMs, confirmPatienceMs, prefetch } from './overdue.ts';
export {
  chooseAction,
  chooseBotAction,
  choosePolicyAction,
  paceMs,
  policyOf,
  policyWakesAt,
  wakesAt,
} from './policy.ts';
export { textbookPolicies, textbookPolicy, type LanePolicies } from './textbooks.ts';
export {
  BotRun,
  playBots,
  type BotGame,
  type NextStep,
  type PlayOptions,
  type RefusedCommand,
  type TakenStep,
  type TimedCommand,
} from './game.ts';
