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
export { playBots, type BotGame, type PlayOptions, type RefusedCommand, type TimedCommand } from './game.ts';
