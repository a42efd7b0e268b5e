export * from './levels.ts';
export { systems, type SystemPlan } from './systems.ts';
export * from './plans.ts';
