import { findLast } from '@ack-attack/engine';
import type { LaneHistory } from '../history/lane-history.ts';
import type { EffectRecord, Hand, HandStep } from '../history/lane-records.ts';
import type { momentCauses } from './moments-table.ts';

type Cause = (typeof momentCauses)['double-charge'][number];

/** The earlier effect that a further one repeats: of the same delivery before the same copy before the same message. */
export function repeated(earlier: readonly EffectRecord[], hand: Hand): EffectRecord | undefined {
  const near = [
    (other: Hand) => other === hand,
    (other: Hand) => other.tag === hand.tag,
    (other: Hand) => other.tag.copy === hand.tag.copy,
    (other: Hand) => other.message === hand.message,
    () => true,
  ];
  for (const isNear of near) {
    const found = findLast(earlier, (effect) => isNear(effect.hand));
    if (found) return found;
  }
  return undefined;
}

/** What made the order be charged again: by `step` on `hand`, after `first`. */
export function doubleChargeCause(history: LaneHistory, first: EffectRecord, hand: Hand, step: HandStep): Cause {
  if (first.hand === hand) return 'charged-again';
  const check = findLast(hand.steps, (candidate) => candidate.do === 'check');
  if (step.do === 'charge' && check?.says === 'seen') return 'ignored-log';
  if (first.hand.message !== hand.message) return 'fresh-id';
  const asked = step.do === 'commit' ? step : check;
  const recorded = first.hand.steps.find(({ do: what, says }) => what === 'record' || says === 'done');
  if (asked && recorded && recorded.version < asked.version) {
    const forgotten = (history.forgotten.get(hand.message) ?? []).some(
      ({ version }) => version > recorded.version && version < asked.version,
    );
    // A log that was written and says new without having forgotten was another one, or went with its machine.
    return forgotten ? 'forgotten-id' : 'lost-log';
  }
  if (first.hand.tag === hand.tag || areTwins(first.hand, hand)) return 'network-duplicate';
  if (first.hand.seat !== hand.seat && hand.arrived.version < first.step.version) return 'two-workers';
  if (first.hand.tag.copy !== hand.tag.copy) return 'same-id-retry';
  return redeliveryCause(first.hand, asked !== undefined);
}

function areTwins(a: Hand, b: Hand): boolean {
  const [one, other] = [a.tag.copy.sending, b.tag.copy.sending];
  if (!one || !other || one.twin === other.twin) return false;
  // A twin is on its way at the moment its first is.
  return Math.abs(one.version - other.version) === 1 && one.at === other.at;
}

/** Why the copy of a hand that was charged came again. */
function redeliveryCause({ tag, steps, end }: Hand, asked: boolean): Cause {
  if (steps.some((step) => step.do === 'ack')) {
    if (tag.answers.some(({ dropped }) => dropped)) return 'lost-ack';
    return tag.returned?.how === 'crash' ? 'broker-crash' : 'late-ack';
  }
  if (steps.some((step) => step.do === 'nack')) return 'sent-back';
  if (end?.how === 'crash') return asked ? 'crash-before-record' : 'crash-before-ack';
  return tag.returned?.how === 'crash' ? 'broker-crash' : 'no-ack';
}
