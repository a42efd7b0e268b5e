import { lastOf, type SeatId } from '@ack-attack/engine';
import { pointOf } from '../history/lane-history.ts';
import type { CopyRecord, Tag } from '../history/lane-records.ts';
import { ownerOf } from '../history/seat-owner.ts';
import type { By } from '../history/lane-step.ts';
import type { RuleContext } from '../history/rule-context.ts';
import type { Finding, MarkRule } from './marks-table.ts';
import { handOf, isWork } from './marks-hands.ts';

/** A copy that came back this often is not held up by the network. */
const poisonReturns = 3;

/** MRK-24, MRK-25: whether what a broker confirms is durable. */
export function confirming(turn: RuleContext): readonly Finding[] {
  const { event, before, settings, history } = turn;
  if (event.type !== 'packetSent' || event.packet.twinOf !== undefined) return [];
  const { load, from } = event.packet;
  if (load.leg !== 'confirm' || settings.contract === 'at-most-once') return [];
  const copy = before.copies.find(({ id }) => id === load.copy);
  const record = history.copies.get(load.copy);
  if (!copy || !record) return [];
  if (copy.durable) return copy.confirmed === 0 ? [atCopy('store-before-confirm', turn, record, from)] : [];
  // Another copy of the message is safe, so the promise is true.
  if (before.storedIds.some(({ id }) => id === copy.message)) return [];
  return [atCopy('confirm-before-store', turn, record, from)];
}

/** MRK-15: a broker that takes a copy back early and sends it again, while the first consumer still charges. */
export function hastyRequeue(turn: RuleContext): readonly Finding[] {
  const worked = handOf(turn, 'cardCharged', 'workCommitted');
  if (worked) {
    const skipped = turn.event.type === 'workCommitted' && turn.event.outcome === 'skipped';
    const resent = lastOf(worked.tag.copy.tags) !== worked.tag;
    return resent && !skipped && !workedSinceReturn(worked.tag) ? requeued(turn, worked.tag) : [];
  }
  const last = lastOf(resentCopy(turn)?.tags);
  return last && workedSinceReturn(last) ? requeued(turn, last) : [];
}

function requeued(turn: RuleContext, { returned, sent, copy, hands }: Tag): readonly Finding[] {
  const { overdueMs } = turn.settings;
  if (returned?.how !== 'requeue' || returned.waitedMs >= overdueMs / 2) return [];
  // A requeue is the broker's, and so was the sending.
  const broker = brokerOf(turn);
  return broker && sent.version < returned.version
    ? [{ ...atCopy('hasty-requeue', turn, copy, broker, returned), delivery: hands[0]?.id }]
    : [];
}

function workedSinceReturn({ returned, hands }: Tag): boolean {
  return hands.some(({ steps }) =>
    steps.some((step) => returned !== undefined && step.version > returned.version && isWork(step)),
  );
}

/** MRK-16: a broker that waits until the ack is overdue. */
export function patientRequeue(turn: RuleContext): readonly Finding[] {
  const { event, before, settings, history } = turn;
  if (event.type !== 'tagReleased' || settings.contract === 'at-most-once' || settings.overdueMs === 0) return [];
  const copy = before.copies.find(({ current }) => current?.tag === event.tag);
  const record = copy && history.copies.get(copy.id);
  if (!copy?.current || !record || turn.game - copy.current.at < settings.overdueMs) return [];
  return [atCopy('patient-requeue', turn, record, event.seat)];
}

/** MRK-19: a broker that sends again what came back three times, though it could park it. */
export function poisonRedelivered(turn: RuleContext): readonly Finding[] {
  const copy = resentCopy(turn);
  const broker = brokerOf(turn);
  if (!copy || !broker || !turn.settings.offered.includes('park')) return [];
  const returns = returnsOf(copy);
  if (returns === 0 || returns % poisonReturns !== 0) return [];
  return [atCopy('poison-redelivered', turn, copy, broker)];
}

/** MRK-21: a broker that parks what keeps coming back. */
export function poisonParked(turn: RuleContext): readonly Finding[] {
  const { event, history } = turn;
  const copy = event.type === 'copyParked' ? history.copies.get(event.copy) : undefined;
  if (event.type !== 'copyParked' || !copy || returnsOf(copy) < poisonReturns - 1) return [];
  return [atCopy('poison-parked', turn, copy, event.seat)];
}

/** How often a machine sent it back on purpose. */
function returnsOf(copy: CopyRecord): number {
  return copy.tags.filter(({ returned }) => returned?.how === 'requeue' || returned?.how === 'nack').length;
}

/** The copy that is sent to a consumer in this turn. */
function resentCopy({ event, history }: RuleContext): CopyRecord | undefined {
  if (event.type !== 'packetSent' || event.packet.twinOf !== undefined) return undefined;
  const { load } = event.packet;
  return load.leg === 'deliver' ? history.copies.get(load.copy) : undefined;
}

function brokerOf({ before }: RuleContext): SeatId | undefined {
  return before.seats.find(({ role }) => role === 'broker')?.id;
}

function atCopy(
  rule: MarkRule,
  turn: RuleContext,
  { id, order, message }: CopyRecord,
  seat: SeatId,
  step?: By,
): Finding {
  const by = step ?? { ...pointOf(turn), player: ownerOf(turn.before, seat) };
  return { rule, seat, by, order, message, copy: id };
}
