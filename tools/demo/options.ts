import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { classNames, fullPace, phoneNames, plan, shortPace, shortPlan, type PlannedRound } from './plan.ts';

export interface DemoOptions {
  out: string;
  /** Fixes what the players say and how long they think. */
  seed: number;
  wireClients: number;
  phones: number;
  rounds: readonly PlannedRound[];
  pace: typeof fullPace;
  /** Photographs every round instead of every phase once. */
  everyRound: boolean;
}

export const usage = `pnpm demo [--short] [--out DIR] [--seed N] [--clients N] [--phones N] [--round-seconds N]

Plays a session without hands and writes screenshots, the log and a report to DIR (demo/<time>).
  --short           two rounds of 20 s, 12 clients and 2 phones instead of three rounds of 60 s, 27 and 3
  --seed            of what the players say and how long they think (1)
  --clients         players without a browser
  --phones          players in a browser, at least 2
  --round-seconds   length of a round`;

/** @throws Error with a sentence about what makes no sense */
export function readOptions(args: readonly string[], startedAt: Date): DemoOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      clients: { type: 'string' },
      phones: { type: 'string' },
      'round-seconds': { type: 'string' },
    },
  });
  if (values.help) return 'help';
  const { short } = values;
  const pace = short ? shortPace : fullPace;
  const seconds = wholeNumber('round-seconds', values['round-seconds'] ?? String(pace.roundMs / 1000), 15, 600);
  const stamp = startedAt.toISOString().slice(0, 19).replaceAll(':', '-');
  return {
    // A package manager may have changed the folder; what was typed means the folder it was typed in.
    out: resolve(process.env['INIT_CWD'] ?? '.', values.out ?? `demo/${stamp}`),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31),
    wireClients: wholeNumber('clients', values.clients ?? (short ? '12' : '27'), 1, classNames.length),
    phones: wholeNumber('phones', values.phones ?? (short ? '2' : '3'), 2, phoneNames.length),
    rounds: short ? shortPlan : plan,
    pace: { ...pace, roundMs: seconds * 1000 },
    everyRound: !short,
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`--${name} is ${text}, not a whole number from ${least} to ${most}`);
  }
  return value;
}
