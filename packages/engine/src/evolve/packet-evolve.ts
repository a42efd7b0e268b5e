import { countConfirm, giveBack, isInTime, removeCopy } from './copies.ts';
import { profileFor } from './effective-profile.ts';
import type { CopyId, FaultId } from '../base/ids.ts';
import type { LaneDraft } from './lane-draft.ts';
import type { AckRecord, Load, Packet } from '../model/lane.ts';
import { laneLimits, sessionLimits } from '../base/limits.ts';
import { find } from '../base/list.ts';
import { markActed } from './machine-evolve.ts';
import { isCovered } from './partitions.ts';
import type { RoundSettings } from '../model/settings.ts';

/** A packet leaves a machine, and its sender's memory of it changes in the same step. */
export function packetSent(draft: LaneDraft, packet: Packet, settings: RoundSettings, now: number): void {
  draft.add('packets', packet);
  draft.counts().packets++;
  // The network's second copy is no machine's step, and spends no fault.
  if (packet.twinOf !== undefined) return;
  spendFaults(draft, packet);
  markActed(draft, packet.from, now);
  const { load } = packet;
  switch (load.leg) {
    case 'publish': {
      const counts = draft.counts();
      if (load.message === `m${counts.messages + 1}`) counts.messages++;
      counts.published++;
      const order = draft.edit('orders', load.order);
      if (order) order.sendings = [...order.sendings, { message: load.message, at: now }];
      return;
    }
    case 'confirm':
      return countConfirm(draft, load.copy);
    case 'deliver': {
      const counts = draft.counts();
      counts.tags++;
      counts.sent++;
      const copy = draft.edit('copies', load.copy);
      if (!copy) return;
      copy.place = 'out';
      copy.sent++;
      copy.current = { tag: load.tag, to: packet.to, at: now };
      if (copy.expired) copy.expired = { times: copy.expired.times };
      if (profileFor(draft.lane, settings, packet.from).ackMode === 'auto') removeCopy(draft, load.copy, 'sent', now);
      return;
    }
    case 'ack': {
      const hand = draft.edit('hands', load.delivery);
      if (hand) hand.answered = load.verb;
      return;
    }
  }
  // A leg from a newer version of the log says nothing more.
}

/** Faults of the next N count down with each packet they touch. */
function spendFaults(draft: LaneDraft, { faults }: Packet): void {
  for (const id of faults) {
    if ((find(draft.lane.faults, id)?.left ?? 0) <= 0) continue;
    const fault = draft.edit('faults', id);
    if (fault?.left !== undefined) fault.left--;
  }
}

/**
 * A packet reaches its receiver, which learns its content.
 *
 * @param copy what a publish packet becomes; without it, nothing
 */
export function packetArrived(
  draft: LaneDraft,
  id: Packet['id'],
  copy: CopyId | undefined,
  settings: RoundSettings,
  now: number,
): void {
  const packet = draft.take('packets', id);
  if (!packet) return;
  const { load } = packet;
  switch (load.leg) {
    case 'publish':
      if (copy !== undefined) copyArrived(draft, copy, load, now);
      return;
    case 'confirm': {
      if (find(draft.lane.orders, load.order)?.confirmedAt !== undefined) return;
      const order = draft.edit('orders', load.order);
      if (order) order.confirmedAt = now;
      return;
    }
    case 'deliver':
      draft.add('hands', {
        id: load.delivery,
        consumer: packet.to,
        tag: load.tag,
        copy: load.copy,
        message: load.message,
        order: load.order,
        arrivedAt: now,
        redelivered: load.redelivered,
        charges: 0,
        recorded: false,
      });
      draft.counts().deliveries++;
      draft.counts().delivered++;
      return;
    case 'ack':
      return answerArrived(draft, packet, load, settings, now);
  }
  // A leg from a newer version of the log carries nothing.
}

function copyArrived(
  draft: LaneDraft,
  id: CopyId,
  { message, order }: Extract<Load, { leg: 'publish' }>,
  now: number,
): void {
  const { metIds, storedIds } = draft.lane;
  const met = metIds.includes(message);
  draft.add('copies', {
    id,
    message,
    order,
    place: 'inbox',
    durable: false,
    arrivedAt: now,
    metBefore: met || find(storedIds, message) !== undefined,
    sent: 0,
    confirmed: 0,
  });
  if (!met) draft.add('metIds', message);
  draft.counts().copies++;
}

function answerArrived(
  draft: LaneDraft,
  packet: Packet,
  load: Extract<Load, { leg: 'ack' }>,
  { profile }: RoundSettings,
  now: number,
): void {
  const { verb, tag, copy: id } = load;
  const copy = find(draft.lane.copies, id);
  const stale = !isInTime(copy, load, profile);
  const answer: AckRecord = { tag, verb, stale, at: now };
  if (profile.doubleAck === 'closes-channel') answer.step = stepOf(packet);
  draft.add('answers', answer, laneLimits.answersKept);
  if (verb === 'nack') {
    if (!stale) giveBack(draft, id);
    return;
  }
  if (stale && profile.staleAck === 'ignored') return;
  // A stale ack names its own copy at most; a commit in time covers what lies before it.
  if (copy && !stale && profile.ackScope === 'cumulative') {
    const covered = draft.lane.copies.filter((other) => isCovered(other, copy));
    for (const { id: before } of covered) removeCopy(draft, before, 'acked', now);
  }
  removeCopy(draft, id, 'acked', now);
}

export function packetDropped(draft: LaneDraft, packetId: Packet['id'], now: number): void {
  const packet = draft.take('packets', packetId);
  if (!packet) return;
  const { id, from, to, sentAt, arrivesAt, load } = packet;
  draft.add('drops', { id, from, to, leg: load.leg, sentAt, arrivesAt, at: now }, laneLimits.dropsKept);
  draft.counts().dropped++;
}

/** The packet that an answer's consumer sent, whichever of it and its twin this one is. */
export function stepOf({ twinOf, id }: Packet): Packet['id'] {
  return twinOf ?? id;
}

/** Game ms between two packets that a reorder releases. */
const releaseEveryMs = 100;

/** A reorder has ended: what it held back arrives, the last packet first. */
export function releaseHeld(draft: LaneDraft, fault: FaultId, now: number): void {
  const held = draft.lane.packets.filter(({ faults, dropsAt }) => faults.includes(fault) && dropsAt === undefined);
  let earliest = now;
  for (const { id, arrivesAt } of [...held].reverse()) {
    const at = Math.max(arrivesAt - sessionLimits.holdMs, earliest);
    draft.edit('packets', id)!.arrivesAt = at;
    earliest = at + releaseEveryMs;
  }
}
