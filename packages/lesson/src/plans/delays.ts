import { delays, doubles, drops, forgets, heals, type PlanScript } from './script.ts';

/** What comes too late, twice or in another order. */
export const latecomers: readonly PlanScript[] = [
  {
    id: 'slow-network',
    contract: 'at-most-once',
    level: 'junior',
    steps: [delays(10, 'publish', 10, 1, 60), delays(10, 'deliver', 8, 1, 60), heals(80)],
  },
  {
    id: 'reorder',
    contract: 'at-least-once',
    level: 'junior',
    steps: [delays(5, 'publish', 2.5, 0.5, 90), heals(95)],
  },
  {
    id: 'stale-ack',
    contract: 'at-least-once',
    level: 'middle',
    steps: [delays(10, 'ack', 20, 0.6, 90), heals(110)],
  },
  {
    id: 'doubled-deliveries',
    contract: 'exactly-once',
    level: 'middle',
    steps: [doubles(8, 'publish', 0.3, 45), doubles(30, 'deliver', 0.8, 70), heals(105)],
  },
  {
    id: 'two-workers',
    contract: 'exactly-once',
    level: 'middle',
    steps: [delays(5, 'deliver', 18, 0.6, 110), heals(125)],
  },
  {
    id: 'dedup-window-too-short',
    contract: 'exactly-once',
    level: 'middle',
    steps: [drops(5, 'ack', 0.8, 100), ...[20, 32, 44, 56, 68, 80, 92, 104].map((at) => forgets(at)), heals(110)],
  },
];
