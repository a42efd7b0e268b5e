import { sorted, type GameEvent } from '@ack-attack/engine';
import { forEachRuleContext, type RuleContext } from '../history/rule-context.ts';
import { confirming, hastyRequeue, patientRequeue, poisonParked, poisonRedelivered } from './marks-broker.ts';
import { markRules, type CraftMark, type Finding } from './marks-table.ts';
import {
  bothCheckedBothCharged,
  committedAsOne,
  duplicateAcked,
  duplicateNotAcked,
  forgottenTooEarly,
  lookBeforeCharge,
  poisonNacked,
} from './marks-dedup.ts';
import {
  ackAndCharge,
  recordAndCharge,
  recordedNeverCharged,
  sameContentCharged,
  sameContentDropped,
} from './marks-work-order.ts';
import { resend } from './marks-producer.ts';
import { Slips } from './slips.ts';

const rules: readonly ((turn: RuleContext) => readonly Finding[])[] = [
  resend,
  confirming,
  hastyRequeue,
  patientRequeue,
  poisonRedelivered,
  poisonParked,
  ackAndCharge,
  recordAndCharge,
  recordedNeverCharged,
  sameContentDropped,
  sameContentCharged,
  bothCheckedBothCharged,
  committedAsOne,
  lookBeforeCharge,
  forgottenTooEarly,
  duplicateNotAcked,
  duplicateAcked,
  poisonNacked,
];

/**
 * What the play of every round showed that its players understood or not yet, in the order of the log. What a bot
 * did is no player's mark. Some marks come only with the bell, so a log that is cut short has fewer.
 *
 * @param events a session's log from its beginning
 */
export function craftMarks(events: Iterable<GameEvent>): readonly CraftMark[] {
  const collector = new MarkCollector();
  forEachRuleContext(events, (turn) => collector.look(turn));
  return collector.found();
}

/** The marks of some turns, in the order of the log. */
export class MarkCollector {
  readonly #marks: CraftMark[] = [];
  readonly #slips = new Slips();

  look(turn: RuleContext): void {
    for (const rule of rules) {
      for (const finding of rule(turn)) {
        const mark = this.#slips.counts(finding, turn) && markOf(finding, turn);
        if (mark) this.#marks.push(mark);
      }
    }
    this.#slips.note(turn);
  }

  found(): readonly CraftMark[] {
    // A step may be understood only by what followed it.
    return sorted(this.#marks, (a, b) => a.version - b.version);
  }
}

function markOf({ by, ...found }: Finding, { round, before }: RuleContext): CraftMark | undefined {
  const { player, at, version } = by;
  if (player === undefined) return undefined;
  return { ...found, ...markRules[found.rule], round, lane: before.id, player, at, version };
}
