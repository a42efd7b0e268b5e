import { cuts, drops, dropsNext, heals, type PlanScript } from './script.ts';

/** What goes missing on the way. */
export const losses: readonly PlanScript[] = [
  {
    id: 'first-losses',
    contract: 'at-most-once',
    level: 'zero',
    steps: [dropsNext(10, 'publish', 2), dropsNext(40, 'deliver', 2), drops(70, 'publish', 0.4, 40), heals(110)],
  },
  {
    id: 'lost-confirms',
    contract: 'at-least-once',
    level: 'junior',
    steps: [dropsNext(8, 'confirm', 1), drops(30, 'confirm', 0.35, 60), heals(90)],
  },
  {
    id: 'lost-acks',
    contract: 'at-least-once',
    level: 'junior',
    steps: [dropsNext(8, 'ack', 1), drops(30, 'ack', 0.7, 70), heals(100)],
  },
  {
    id: 'fresh-id-retry',
    contract: 'exactly-once',
    level: 'junior',
    steps: [drops(5, 'confirm', 0.5, 80), heals(85)],
  },
  {
    id: 'partition-and-heal',
    contract: 'at-least-once',
    level: 'middle',
    steps: [cuts(15, 'producer-broker', 8), cuts(70, 'broker-consumer', 8), heals(80)],
  },
];
