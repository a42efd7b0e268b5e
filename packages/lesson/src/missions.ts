import type { Contract, Level, Role, System } from '@ack-attack/engine';

/** One step of the climb for players who play alone. */
export interface Mission {
  level: Level;
  contract: Contract;
  role: Role;
  /** The id of its fault plan, which is made for its contract. */
  plan: string;
  system?: System;
}

/** From the first packet to a broker that is tuned while everything breaks, the easiest first. */
export const missions: readonly Mission[] = [
  { level: 'zero', contract: 'at-most-once', role: 'producer', plan: 'first-losses' },
  { level: 'zero', contract: 'at-most-once', role: 'broker', plan: 'first-losses' },
  { level: 'zero', contract: 'at-most-once', role: 'consumer', plan: 'first-losses' },
  { level: 'junior', contract: 'at-least-once', role: 'producer', plan: 'lost-confirms' },
  { level: 'junior', contract: 'at-least-once', role: 'broker', plan: 'lost-acks' },
  { level: 'junior', contract: 'exactly-once', role: 'producer', plan: 'fresh-id-retry' },
  { level: 'middle', contract: 'at-least-once', role: 'broker', plan: 'confirm-before-store' },
  { level: 'middle', contract: 'exactly-once', role: 'consumer', plan: 'fifty-dollar-crash' },
  { level: 'middle', contract: 'at-least-once', role: 'broker', plan: 'poison-message' },
  { level: 'senior', contract: 'at-least-once', role: 'producer', plan: 'partition-and-heal' },
  { level: 'senior', contract: 'exactly-once', role: 'consumer', plan: 'doubled-deliveries', system: 'sqs-standard' },
  { level: 'senior', contract: 'exactly-once', role: 'broker', plan: 'everything-at-once', system: 'rabbitmq' },
];

/** What a day brings everybody: one of the missions, with the same orders and the same luck. */
export interface DailyMission {
  mission: number;
  seed: number;
}

/** Spreads neighbouring days over all seeds. */
const spread = 0x9e37_79b1;

/** @param day days since 1 January 1970, by the player's own calendar */
export function missionOfDay(day: number): DailyMission {
  return { mission: day % missions.length, seed: Math.imul(day, spread) >>> 0 };
}
