import {
  emptySession,
  evolve,
  type ConsumerPolicy,
  type Contract,
  type FaultPlan,
  type Policy,
  type SessionState,
} from '@ack-attack/engine';
import { formatFaultPlan, parseFaultPlan } from '@ack-attack/protocol/plan-file';
import { foldLedger } from '@ack-attack/scoring';
import { describe, expect, test } from 'vitest';
import english from '../src/catalogues/en/plans.json' with { type: 'json' };
import russian from '../src/catalogues/ru/plans.json' with { type: 'json' };
import { levelPlans } from '../src/levels.ts';
import { faultPlan, planKeys, planScripts } from '../src/plans.ts';
import { playPlan, type PlanGame, type PlanPlay } from './plan-game.ts';

const words = (catalogue: Readonly<Record<string, string>>) => (key: string) => catalogue[key] ?? '';
const planOf = (id: string): FaultPlan => {
  const script = planScripts.find((candidate) => candidate.id === id);
  if (!script) throw new Error(`no plan ${id}`);
  return faultPlan(script, words(english));
};

const seeds = [1, 2, 3, 4];
const play = (id: string, how: PlanPlay = {}) => seeds.map((seed) => playPlan(planOf(id), { seed, ...how }));
const sum = (games: readonly PlanGame[], what: (game: PlanGame) => number) =>
  games.reduce((total, game) => total + what(game), 0);
const duplicates = (game: PlanGame) => game.result.tally.duplicates;
const lost = (game: PlanGame) => game.result.tally.lost;
const late = (game: PlanGame) => game.result.outcomes.late;
const points = (game: PlanGame) => game.result.points;

/** What a machine of that role does otherwise than the textbook. */
function mistake<P extends Policy>(role: P['role'], change: Partial<P>): (policy: Policy) => Policy {
  return (policy) => (policy.role === role ? { ...policy, ...change } : policy);
}

/** Acks that came under a tag that was no longer current. */
function staleAcks({ events }: PlanGame): number {
  let stale = 0;
  let state: SessionState = emptySession;
  for (const event of events) {
    const before = state.lanes[0]?.answers;
    state = evolve(state, event);
    const after = state.lanes[0]?.answers;
    if (before !== after && after?.at(-1)?.stale) stale++;
  }
  return stale;
}

/** Copies that came to the broker after one of a younger order. */
function overtaken({ events }: PlanGame): number {
  let state: SessionState = emptySession;
  let youngest = 0;
  let count = 0;
  for (const event of events) {
    state = evolve(state, event);
    if (event.type !== 'packetArrived' || event.copy === undefined) continue;
    const copy = state.lanes[0]?.copies.find(({ id }) => id === event.copy);
    const order = Number(copy?.order.slice(1) ?? 0);
    if (order < youngest) count++;
    youngest = Math.max(youngest, order);
  }
  return count;
}

describe.each(planScripts.map((script) => [script.id, script] as const))('the plan %s', (id, script) => {
  test('has only faults that its level offers', () => {
    const { faults, legs } = levelPlans[script.level];
    for (const { deed } of script.steps) {
      if (deed.type === 'forgetIds' || (deed.type === 'placeOrder' && deed.poison)) {
        expect(['middle', 'senior']).toContain(script.level);
      }
      if (deed.type !== 'injectFault') continue;
      expect(faults).toContain(deed.what.kind);
      if ('leg' in deed.what) expect(legs).toContain(deed.what.leg);
    }
  });

  test.each([english, russian])('has its words, and a file that is read back', (catalogue) => {
    const keys = planKeys(script);
    expect(catalogue).toHaveProperty([keys.name]);
    expect(catalogue).toHaveProperty([keys.teaches]);
    const plan = faultPlan(script, words(catalogue));
    expect(parseFaultPlan(formatFaultPlan(plan))).toEqual({ outcome: 'parsed', plan });
  });

  test('runs to its end in a round that it was made for', () => {
    const { events } = playPlan(planOf(id));
    const steps = events.filter(({ type }) => type === 'planStepped').length;
    expect(steps).toBe(script.steps.length);
    const injections = script.steps.filter(({ deed }) => deed.type === 'injectFault').length;
    expect(events.filter(({ type }) => type === 'faultInjected').length).toBeGreaterThanOrEqual(injections);
    expect(events.some(({ type }) => type === 'planStopped')).toBe(true);
  });
});

test('there are plans for every contract and every level that is played by hand', () => {
  expect(planScripts.length).toBeGreaterThanOrEqual(12);
  expect(new Set(planScripts.map(({ id }) => id)).size).toBe(planScripts.length);
  expect([...new Set(planScripts.map(({ contract }) => contract))].sort()).toHaveLength(3);
  expect([...new Set(planScripts.map(({ level }) => level))].sort()).toEqual(['junior', 'middle', 'zero']);
});

describe('what a plan teaches shows', () => {
  const textbook = (contract: Contract) => ({ textbook: contract });

  test('first losses: who forgets loses, who retries does not', () => {
    const games = play('first-losses');
    for (const game of games) expect(lost(game)).toBeGreaterThan(2);
    expect(sum(games, duplicates)).toBe(0);
    const retrying = play('first-losses', textbook('at-least-once'));
    expect(sum(retrying, lost)).toBe(0);
    expect(sum(retrying, ({ resent }) => resent)).toBeGreaterThan(8);
  });

  test('lost confirms: sent again and done twice, but nothing lost', () => {
    const games = play('lost-confirms');
    const quiet = play('lost-confirms', { quiet: true });
    for (const game of games) expect(game.resent).toBeGreaterThan(0);
    expect(sum(games, ({ resent }) => resent)).toBeGreaterThan(sum(quiet, ({ resent }) => resent));
    expect(sum(games, duplicates)).toBeGreaterThan(sum(quiet, duplicates) + 4);
    expect(sum(games, lost)).toBe(0);
  });

  test('lost acks: delivered again and done twice, where an ack is awaited', () => {
    const games = play('lost-acks');
    for (const game of games) {
      expect(game.redelivered).toBeGreaterThan(0);
      expect(duplicates(game)).toBeGreaterThan(0);
      expect(lost(game)).toBe(0);
    }
    expect(sum(play('lost-acks', textbook('at-most-once')), duplicates)).toBe(0);
  });

  test('fresh-ID retry: no log knows the retry', () => {
    const fresh = play('fresh-id-retry', { mistake: mistake('producer', { retryId: 'fresh' }) });
    expect(sum(fresh, duplicates)).toBeGreaterThan(4);
    const same = play('fresh-id-retry');
    expect(sum(same, duplicates)).toBe(0);
    expect(sum(same, ({ resent }) => resent)).toBeGreaterThan(4);
  });

  test('partition and heal: retrying until answered loses nothing', () => {
    expect(sum(play('partition-and-heal', textbook('at-most-once')), lost)).toBeGreaterThan(4);
    const games = play('partition-and-heal');
    expect(sum(games, lost)).toBe(0);
    for (const game of games) {
      expect(game.resent).toBeGreaterThan(0);
      expect(game.redelivered).toBeGreaterThan(0);
    }
  });

  test('slow network: late is worth nothing, and retrying makes it worse', () => {
    const games = play('slow-network');
    for (const game of games) expect(late(game)).toBeGreaterThan(4);
    expect(sum(games, lost)).toBe(0);
    expect(sum(play('slow-network', { quiet: true }), late)).toBe(0);
    expect(sum(play('slow-network', textbook('at-least-once')), points)).toBeLessThan(sum(games, points));
  });

  test('reorder: messages overtake others', () => {
    const games = play('reorder');
    expect(sum(games, overtaken)).toBeGreaterThan(2 * sum(play('reorder', { quiet: true }), overtaken) + 4);
    expect(sum(games, lost)).toBe(0);
  });

  test('stale ack: acked, and delivered again', () => {
    const games = play('stale-ack');
    for (const game of games) {
      expect(staleAcks(game)).toBeGreaterThan(0);
      expect(duplicates(game)).toBeGreaterThan(0);
    }
    expect(sum(play('stale-ack', { quiet: true }), staleAcks)).toBe(0);
  });

  test('doubled deliveries: only an idempotent effect helps', () => {
    expect(sum(play('doubled-deliveries', textbook('at-least-once')), duplicates)).toBeGreaterThan(8);
    expect(sum(play('doubled-deliveries'), duplicates)).toBe(0);
  });

  test('two workers at once: a check is not enough', () => {
    const checking: Partial<ConsumerPolicy> = { work: 'check-charge-record' };
    expect(sum(play('two-workers', { mistake: mistake('consumer', checking) }), duplicates)).toBeGreaterThan(0);
    expect(sum(play('two-workers'), duplicates)).toBe(0);
    const keyed: Partial<ConsumerPolicy> = { work: 'charge', idempotencyKey: true };
    expect(sum(play('two-workers', { mistake: mistake('consumer', keyed) }), duplicates)).toBe(0);
  });

  test('dedup window too short: what was forgotten is new again', () => {
    expect(sum(play('dedup-window-too-short'), duplicates)).toBeGreaterThan(8);
    const plan = planOf('dedup-window-too-short');
    const remembering = { ...plan, steps: plan.steps.filter(({ deed }) => deed.type !== 'forgetIds') };
    for (const seed of seeds) expect(duplicates(playPlan(remembering, { seed }))).toBe(0);
  });

  test('the $50 crash: charged twice without dedup, and not with a commit', () => {
    const without = play('fifty-dollar-crash', textbook('at-least-once'));
    expect(sum(without, duplicates)).toBeGreaterThan(0);
    const fifties = without.flatMap(({ events }) =>
      foldLedger(events)[0]!.lanes[0]!.ledger.filter(
        ({ nth, content }) => nth > 1 && content.customer === 0 && content.value === 50,
      ),
    );
    expect(fifties.length).toBeGreaterThan(0);
    const games = play('fifty-dollar-crash');
    expect(sum(games, duplicates)).toBe(0);
    expect(sum(games, lost)).toBe(0);
  });

  test('confirm before store: lost, and the producer was told that all is well', () => {
    const early = play('confirm-before-store', { mistake: mistake('broker', { confirm: 'before-store' }) });
    expect(sum(early, ({ result }) => result.tally.lostSilently)).toBeGreaterThan(0);
    expect(sum(play('confirm-before-store'), lost)).toBe(0);
  });

  test('poison message: retried for ever, or parked', () => {
    const games = play('poison-message');
    for (const { result } of games) expect(result.tally).toMatchObject({ parked: 2, lost: 0 });
    const stubborn = play('poison-message', { mistake: mistake('broker', { deliveryLimit: 0 }) });
    expect(sum(stubborn, ({ result }) => result.tally.parked)).toBe(0);
    expect(sum(stubborn, ({ redelivered }) => redelivered)).toBeGreaterThan(
      sum(games, ({ redelivered }) => redelivered) + 20,
    );
  });

  test('everything at once: one contract of three keeps the ledger right', () => {
    const games = play('everything-at-once');
    expect(sum(games, duplicates) + sum(games, lost)).toBe(0);
    expect(sum(play('everything-at-once', textbook('at-most-once')), lost)).toBeGreaterThan(4);
    expect(sum(play('everything-at-once', textbook('at-least-once')), duplicates)).toBeGreaterThan(8);
  });
});
