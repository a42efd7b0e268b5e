export * from './levels.ts';
export { systemChoices, type SystemPlan } from './systems.ts';
export * from './plans.ts';
export * from './missions.ts';
export { firstRound } from './first-round.ts';
