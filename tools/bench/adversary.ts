import { findBreak, type AdversaryRound, type SearchResult } from '@ack-attack/adversary';
import { textbookRound } from '../adversary/textbooks.ts';

interface Case {
  name: string;
  round: AdversaryRound;
  faults: number;
}

/** Textbooks that stand two faults, and one that gives up after three sendings, which three faults break. */
function cases(): readonly Case[] {
  const stands = textbookRound('exactly-once', 'rabbitmq', 'exactly-once', 2);
  const delivers = textbookRound('at-least-once', 'plain', 'at-least-once', 2);
  const givesUp = { ...delivers.policies.producer, retries: 2, retryAfterMs: 4_000, jitter: 0 };
  const soon = { ...delivers, policies: { ...delivers.policies, producer: givesUp } };
  return [
    { name: 'exactly-once, its textbook', round: stands, faults: 2 },
    { name: 'at-least-once, its textbook', round: delivers, faults: 2 },
    { name: 'at-least-once that gives up', round: soon, faults: 3 },
  ];
}

const strategies = ['exhaustive', 'guided', 'lineage'] as const;

/** How quick the network is, and how much of the exhaustive search's work the others need. */
export function benchAdversary(): readonly string[] {
  return cases().flatMap(({ name, round, faults }) => {
    let whole = 0;
    return strategies.flatMap((strategy) => {
      const before = process.cpuUsage();
      const result = findBreak(round, { faults, strategy });
      const { user, system } = process.cpuUsage(before);
      const { schedules, states } = result.work;
      if (strategy === 'exhaustive') whole = schedules;
      const count = (value: number) => Math.round(value).toLocaleString('en').padStart(8);
      const line =
        `  ${strategy.padEnd(10)}${count(schedules)} schedules${count(states)} states` +
        `${count((schedules * 1_000_000) / (user + system))} schedules/s${count((schedules / whole) * 100)} % of exhaustive`;
      return strategy === 'exhaustive' ? [`${name}, up to ${faults}: ${answer(result)}`, line] : [line];
    });
  });
}

function answer(result: SearchResult): string {
  return result.outcome === 'broken' ? `broken by ${result.schedule.length}` : `kept under ${result.upTo}`;
}
