import { crashes, cuts, delays, doubles, drops, fiftyDollars, heals, poisons, type PlanScript } from './script.ts';

/** What machines forget, cannot do, or survive. */
export const machines: readonly PlanScript[] = [
  {
    id: 'fifty-dollar-crash',
    contract: 'exactly-once',
    level: 'middle',
    steps: [8, 28, 48, 68, 88, 108].flatMap((at) => [fiftyDollars(at), crashes(at + 9, 'consumer', 3)]),
  },
  {
    id: 'confirm-before-store',
    contract: 'at-least-once',
    level: 'middle',
    steps: [12, 32, 52, 72, 92, 112].map((at) => crashes(at, 'broker', 3)),
  },
  {
    id: 'poison-message',
    contract: 'at-least-once',
    level: 'middle',
    steps: [poisons(5), poisons(80)],
  },
  {
    id: 'everything-at-once',
    contract: 'exactly-once',
    level: 'middle',
    steps: [
      drops(5, 'publish', 0.15, 110),
      drops(5, 'confirm', 0.3, 110),
      drops(5, 'deliver', 0.15, 110),
      drops(5, 'ack', 0.3, 110),
      doubles(10, 'deliver', 0.3, 100),
      delays(20, 'confirm', 5, 0.3, 60),
      crashes(35, 'consumer', 4),
      cuts(55, 'broker-consumer', 10),
      crashes(80, 'broker', 4),
      cuts(95, 'producer-broker', 10),
      heals(115),
    ],
  },
];
