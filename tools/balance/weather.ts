import type { TimedCommand } from '@ack-attack/bots';
import { randomInt, type FaultSpec, type FaultSpan, type RoundSettings } from '@ack-attack/engine';
import { levelPlans } from '@ack-attack/lesson';

/** Share of packets that the network holds up, and that it makes twice, where the level has that. */
const delayRate = 0.1;
const duplicateRate = 0.05;
/** How many packets of a leg arrive in reverse. */
const reordered = 4;
/** How long a machine or a link is gone, as a share of the round. */
const outage = 0.05;

/**
 * The faults of a whole round, typical for its level: packets are lost on each of its legs at the rate given; where
 * the level has them some come late or twice, and once in the round the broker crashes, each consumer crashes and
 * each link is cut, and some packets arrive in reverse.
 */
export function weather(settings: RoundSettings, dropRate: number, seed: number): readonly TimedCommand[] {
  const { faults, legs } = levelPlans[settings.level];
  const { roundMs, travelMs } = settings;
  const timetable: TimedCommand[] = [];
  const order = (at: number, what: FaultSpec, span: FaultSpan) =>
    timetable.push({ at, command: { type: 'injectFault', lane: 'all', what, span } });
  const throughout = (rate: number): FaultSpan => ({ rate, forMs: roundMs });
  for (const leg of legs) order(0, { kind: 'drop', leg }, throughout(dropRate));
  if (faults.includes('delay')) {
    for (const leg of legs) order(0, { kind: 'delay', leg, delayMs: 2 * travelMs[1] }, throughout(delayRate));
  }
  if (faults.includes('duplicate')) {
    for (const leg of legs) order(0, { kind: 'duplicate', leg }, throughout(duplicateRate));
  }
  const once = (what: FaultSpec, purpose: string) => {
    const forMs = Math.round(roundMs * outage);
    order(randomInt(forMs, roundMs - 2 * forMs, seed, purpose), what, { forMs });
  };
  if (faults.includes('crash')) {
    once({ kind: 'crash', role: 'broker' }, 'broker crash');
    once({ kind: 'crash', role: 'consumer' }, 'consumer crash');
  }
  if (faults.includes('partition')) {
    once({ kind: 'partition', link: 'producer-broker' }, 'first cut');
    once({ kind: 'partition', link: 'broker-consumer' }, 'second cut');
  }
  if (faults.includes('reorder')) {
    for (const leg of legs) {
      order(randomInt(0, roundMs, seed, `reorder ${leg}`), { kind: 'reorder', leg }, { next: reordered });
    }
  }
  return timetable.sort((a, b) => a.at - b.at);
}
