import { lastOf } from '@ack-attack/engine';
import type { Finding } from './marks-table.ts';
import { pointOf } from '../history/lane-history.ts';
import { ownerOf } from '../history/seat-owner.ts';
import type { RuleContext } from '../history/rule-context.ts';

/** MRK-1, MRK-2: what a producer does about a confirm that has not come. */
export function resend(turn: RuleContext): readonly Finding[] {
  const { event, before, settings, history } = turn;
  if (event.type !== 'packetSent' || event.packet.twinOf !== undefined) return [];
  const { load, from: seat } = event.packet;
  if (load.leg !== 'publish') return [];
  const order = before.orders.find(({ id }) => id === load.order);
  const last = lastOf(order?.sendings);
  if (!order || !last || order.confirmedAt !== undefined) return [];
  const found = {
    seat,
    order: order.id,
    message: load.message,
    by: { ...pointOf(turn), player: ownerOf(before, seat) },
  };
  if (order.sendings.some(({ message }) => message === load.message)) {
    const waited = turn.game - last.at >= settings.overdueMs;
    return waited && settings.contract !== 'at-most-once' ? [{ rule: 'same-id-resend', ...found }] : [];
  }
  return !history.messages.has(load.message) ? [{ rule: 'fresh-id-resend', ...found }] : [];
}
