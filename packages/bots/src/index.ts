export { reasonCodes, type BotContext, type Choice, type ReasonCode } from './choice.ts';
export { ackPatienceMs, confirmPatienceMs, paceRangeMs, prefetch } from './overdue.ts';
export { chooseAction, chooseBotAction, paceMs, wakesAt } from './policy.ts';
export { playBots, type BotGame, type PlayOptions, type RefusedCommand, type TimedCommand } from './game.ts';
