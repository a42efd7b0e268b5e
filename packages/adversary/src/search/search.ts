import { faultKey, usualPowers, type NetworkFault, type NetworkPowers } from '../model/network-fault.ts';
import { openedRound, type AdversaryRound } from '../model/opened-round.ts';
import { NetworkRun } from '../play/network-run.ts';
import { playSchedule, type PlayedSchedule } from '../play/played-schedule.ts';
import { stateKey } from '../play/state-key.ts';
import { lineageFaults } from './lineage.ts';

export interface SearchOptions {
  /** The most faults of a schedule. */
  faults: number;
  powers?: NetworkPowers;
  /**
   * exhaustive: in the order of play. guided: what a good outcome rested on first, and then all the rest. lineage: only
   * what a good outcome rested on, which is quicker and proves nothing.
   */
  strategy?: 'exhaustive' | 'guided' | 'lineage';
  /** Whether a state that is known is played on a second time; for tests of that. */
  merge?: boolean;
}

/** What a search took. */
export interface SearchWork {
  /** Schedules that were played, the empty one too. */
  schedules: number;
  /** Different states between two steps from which all further faults were tried. */
  states: number;
  /** Rounds that were left because they had come to a known state. */
  merged: number;
}

export type SearchResult =
  /** A schedule that breaks the contract; where it is proved to be the shortest, none with fewer faults does. */
  | {
      outcome: 'broken';
      schedule: readonly NetworkFault[];
      shortest: 'proved' | 'not-proved';
      played: PlayedSchedule;
      work: SearchWork;
    }
  /** The search by lineage found none; that is no certificate. */
  | { outcome: 'not-found'; upTo: number; powers: NetworkPowers; work: SearchWork }
  /** No schedule of up to that many faults of these powers breaks the contract, on these orders, in this model. */
  | { outcome: 'kept'; upTo: number; powers: NetworkPowers; work: SearchWork };

const stepsBetweenLooks = 8;

/** A schedule as it stands in the game: right after its last fault was put on. */
interface ScheduleNode {
  run: NetworkRun;
  schedule: readonly NetworkFault[];
  /** Faults of this rank and below have had their turn at the point that the run stands at. */
  rank: number;
}

/**
 * Looks for the fewest faults that break a round's contract. Pure: the same round and options give the same answer.
 *
 * @throws {UnplayableRound}
 */
export function findBreak(round: AdversaryRound, options: SearchOptions): SearchResult {
  const search = new Search(round, options);
  const schedule = search.run();
  const { powers, work } = search;
  const proves = options.strategy !== 'lineage';
  if (!schedule) return { outcome: proves ? 'kept' : 'not-found', upTo: options.faults, powers, work };
  const played = playSchedule(round, powers, schedule);
  if (!played.broken) throw new Error(`${schedule.map(faultKey).join(', ')} breaks nothing when it is played`);
  // A round that breaks with no fault needs no proof.
  const shortest = proves || schedule.length === 0 ? 'proved' : 'not-proved';
  return { outcome: 'broken', schedule, shortest, played, work };
}

class Search {
  readonly powers: NetworkPowers;
  readonly work: SearchWork = { schedules: 0, states: 0, merged: 0 };
  readonly #options: SearchOptions;
  readonly #root: NetworkRun;
  /** States from which all further faults are tried, by a schedule with no more faults than the present one. */
  readonly #known = new Set<string>();

  constructor(round: AdversaryRound, options: SearchOptions) {
    this.powers = options.powers ?? usualPowers;
    this.#options = options;
    this.#root = NetworkRun.of(openedRound(round), this.powers);
  }

  /** @returns the shortest breaking schedule, undefined where there is none */
  run(): readonly NetworkFault[] | undefined {
    const { faults, strategy = 'guided' } = this.#options;
    let nodes: readonly ScheduleNode[] = [{ run: this.#root, schedule: [], rank: -1 }];
    if (this.#breaks(this.#root)) return [];
    for (let length = 1; length <= faults; length++) {
      const longer: ScheduleNode[] = [];
      const keep = length < faults ? longer : undefined;
      const found =
        strategy === 'exhaustive'
          ? this.#first(nodes, (node) => this.#expand(node, keep))
          : this.#guided(nodes, keep, strategy === 'guided');
      if (found) return found;
      nodes = longer;
    }
    return undefined;
  }

  #first(
    nodes: readonly ScheduleNode[],
    expand: (node: ScheduleNode) => readonly NetworkFault[] | undefined,
  ): readonly NetworkFault[] | undefined {
    for (const node of nodes) {
      const found = expand(node);
      if (found) return found;
    }
    return undefined;
  }

  /** First what a good outcome rested on; then, where nothing is to be left out, the rest. */
  #guided(
    nodes: readonly ScheduleNode[],
    keep: ScheduleNode[] | undefined,
    all: boolean,
  ): readonly NetworkFault[] | undefined {
    const lineages = new Map(nodes.map((node) => [node, lineageFaults(node.run)]));
    const rests = (node: ScheduleNode, fault: NetworkFault) => lineages.get(node)?.has(faultKey(fault)) ?? false;
    const found = this.#first(nodes, (node) => this.#expand(node, keep, (fault) => rests(node, fault), false));
    if (found || !all) return found;
    return this.#first(nodes, (node) => this.#expand(node, keep, (fault) => !rests(node, fault)));
  }

  /**
   * Plays a node's round to its end, and at each point on the way every schedule with one fault more.
   *
   * @param keep where the longer schedules go that break nothing, to be lengthened further
   * @param which the faults that are tried
   * @param all whether with these all faults of the node have been tried, so that its states are known from now on
   */
  #expand(
    node: ScheduleNode,
    keep: ScheduleNode[] | undefined,
    which: (fault: NetworkFault) => boolean = () => true,
    all = true,
  ): readonly NetworkFault[] | undefined {
    const run = node.run.fork();
    let { rank: done } = node;
    while (!run.over) {
      for (const { fault, rank } of run.possible()) {
        if (rank <= done || !which(fault)) continue;
        const struck = run.fork();
        struck.strike(fault);
        const longer: ScheduleNode = { run: struck, schedule: [...node.schedule, fault], rank };
        if (this.#breaks(struck)) return longer.schedule;
        keep?.push(longer);
      }
      done = -1;
      run.step();
      if (this.#isKnown(run, all)) return undefined;
    }
    return undefined;
  }

  /** Whether the contract is broken at the bell of a round with no further fault. */
  #breaks(start: NetworkRun): boolean {
    this.work.schedules++;
    const run = start.fork();
    for (let steps = 1; !run.over && !run.isBroken; steps++) {
      run.step();
      // A known state was played to its end, and broke nothing. To ask costs more than a step.
      if (steps % stepsBetweenLooks === 0 && this.#isKnown(run, false)) return false;
    }
    return run.isBroken;
  }

  /** Whether a round has come to a known state. */
  #isKnown(run: NetworkRun, learn: boolean): boolean {
    if (this.#options.merge === false || run.over) return false;
    const key = stateKey(run);
    if (this.#known.has(key)) {
      this.work.merged++;
      return true;
    }
    if (learn) {
      this.#known.add(key);
      this.work.states++;
    }
    return false;
  }
}
