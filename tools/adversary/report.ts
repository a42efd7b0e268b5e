import type {
  AdversaryRound,
  ContractBreak,
  NetworkFault,
  NetworkPowers,
  SearchResult,
  StruckFault,
} from '@ack-attack/adversary';
import type { RoundFile } from './round-file.ts';

/** Where what the model leaves out is written. */
const model = 'packages/adversary/SPEC.md';

/** What an answer holds for, and nothing beyond it. */
interface Certified {
  /** Every schedule of up to so many faults keeps the contract; absent where nothing is certified. */
  keptUnder?: number;
  contract: string;
  system: string;
  shape: AdversaryRound['shape'];
  orders: AdversaryRound['orders'];
  seed: number;
  powers: NetworkPowers;
  model: string;
}

function certified({ round, powers }: RoundFile, result: SearchResult): Certified {
  const { settings, shape, orders, seed } = round;
  const keptUnder = keptUnderBy(result);
  return {
    ...(keptUnder !== undefined && { keptUnder }),
    contract: settings.contract,
    system: settings.system,
    shape,
    orders,
    seed,
    powers,
    model,
  };
}

function keptUnderBy(result: SearchResult): number | undefined {
  if (result.outcome === 'kept') return result.upTo;
  const proved = result.outcome === 'broken' && result.shortest === 'proved' && result.schedule.length > 0;
  return proved ? result.schedule.length - 1 : undefined;
}

/** The answer for programs. */
export function jsonReport(file: RoundFile, result: SearchResult): string {
  const { work } = result;
  const broken =
    result.outcome === 'broken' ? { schedule: result.played.struck, breaks: result.played.breaks } : undefined;
  return JSON.stringify({ outcome: result.outcome, ...broken, certified: certified(file, result), work }, undefined, 2);
}

/** The answer for people, one line each. */
export function textReport(file: RoundFile, result: SearchResult): readonly string[] {
  const { contract, system, keptUnder } = certified(file, result);
  return [
    ...answerLines(`${contract} on ${system}`, result),
    '',
    ...(keptUnder === undefined
      ? ['Certified: nothing.']
      : [`Certified: kept under every schedule of up to ${faultCount(keptUnder)},`, ...limits(file)]),
    '',
    `${number(result.work.schedules)} schedules played, ${number(result.work.states)} states, ` +
      `${number(result.work.merged)} rounds left at a known one.`,
  ];
}

function answerLines(name: string, result: SearchResult): readonly string[] {
  switch (result.outcome) {
    case 'kept':
      return [`Kept: ${name} stands every schedule of up to ${faultCount(result.upTo)}.`];
    case 'not-found':
      return [`Not found: of up to ${faultCount(result.upTo)}, those that were tried do not break ${name}.`];
    case 'broken':
      return brokenLines(name, result.played.struck, result.played.breaks);
  }
}

function limits({ round, powers }: RoundFile): readonly string[] {
  const { orders, seed, shape } = round;
  const lengths = { delay: powers.delayMs, partition: powers.partitionMs, crash: powers.crashMs };
  const kinds = powers.kinds.map((kind) =>
    kind in lengths ? `${kind} (${lengths[kind as keyof typeof lengths]} ms)` : kind,
  );
  const machines = `${count(shape.producers, 'producer')}, 1 broker, ${count(shape.consumers, 'consumer')}`;
  return [
    `  of these kinds: ${kinds.join(', ')};`,
    `  on these orders: ${orders.map(({ atMs, poison }) => `${atMs} ms${poison ? ' (poison)' : ''}`).join(', ')};`,
    `  with ${machines}, seed ${seed};`,
    `  in the model of ${model}. Of anything else it says nothing.`,
  ];
}

function brokenLines(
  name: string,
  struck: readonly StruckFault[],
  breaks: readonly ContractBreak[],
): readonly string[] {
  const head =
    struck.length === 0
      ? `Broken: ${name} breaks with no fault at all.`
      : `Broken: ${name}, by ${faultCount(struck.length)}.`;
  return [
    head,
    ...struck.map(({ fault, atMs }, index) => `  ${index + 1}. at ${atMs} ms: ${faultWords(fault)}`),
    ...breaks.map(({ order, what, certainAt, certainAtMs }) => {
      const fate = what === 'lost' ? 'is lost' : 'has two effects';
      return `  So ${order} ${fate}: certain at ${certainAtMs} ms, with event ${certainAt} of the log.`;
    }),
  ];
}

/** A fault in words. */
export function faultWords(fault: NetworkFault): string {
  switch (fault.kind) {
    case 'crash':
      return `crash ${fault.seat} after its step ${fault.afterStep}`;
    case 'partition':
      return `cut ${fault.link} as ${fault.packet} (${fault.leg}) leaves`;
    default:
      return `${fault.kind} ${fault.packet} (${fault.leg})`;
  }
}

function faultCount(faults: number): string {
  return count(faults, 'fault');
}

function count(things: number, name: string): string {
  return `${things} ${name}${things === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
