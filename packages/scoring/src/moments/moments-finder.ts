import { isInTime } from '@ack-attack/engine';
import { orderFates } from '../ledger/fate.ts';
import { pointOf } from '../history/lane-history.ts';
import type { CopyRecord, Hand, HandStep, OrderRecord, Tag } from '../history/lane-records.ts';
import type { Point } from '../history/lane-step.ts';
import type { RuleContext } from '../history/rule-context.ts';
import { chainOf, copyLinks, link, orderLinks, type MaybeLink } from './moments-chain.ts';
import { doubleChargeCause, repeated } from './moments-double-charge.ts';
import { lossOf } from './moments-loss.ts';
import type { Found, Moment } from './moments-table.ts';

/** A copy that came back this often, having been in a hand each time, goes round in a loop. */
const loopReturns = 3;

/** The moments of one lane in one round, found turn by turn. */
export class MomentFinder {
  readonly #found: Found[] = [];
  /** Duplicates that were stopped: no save where the same hand charged after all. */
  readonly #stopped: { found: Found; hand: Hand }[] = [];
  readonly #loops: { found: Found; copy: CopyRecord }[] = [];

  /** Looks at a turn before the lane's history takes note of it. */
  look(turn: RuleContext): void {
    const { event, history } = turn;
    switch (event.type) {
      case 'logChecked':
        if (event.says === 'seen') this.#stop('log-caught', turn, history.hands.get(event.delivery));
        return;
      case 'workCommitted':
        if (event.outcome === 'skipped') return this.#stop('log-caught', turn, history.hands.get(event.delivery));
        return this.#charged(turn, event.delivery, event.effect, { ...pointOf(turn), do: 'commit', says: 'done' });
      case 'cardCharged':
        return this.#charged(turn, event.delivery, event.effect, { ...pointOf(turn), do: 'charge' });
      case 'copyDeduplicated':
        return this.#deduplicated(turn, history.copies.get(event.copy));
      case 'packetArrived':
        return this.#arrived(turn, event.packet);
      case 'tagReleased':
        return this.#returned(turn, history.tags.get(event.tag), 'requeued');
      case 'bellRang':
        return this.#lost(turn);
      default:
    }
  }

  /** What was found up to now. */
  found(): readonly Found[] {
    const charges = new Set(this.#found.flatMap(({ kind, delivery }) => (kind === 'double-charge' ? [delivery] : [])));
    const caught = this.#stopped.filter(({ hand }) => !charges.has(hand.id));
    const loops = this.#loops.filter(({ copy }) => copy.tags.every(({ hands }) => !hands.some(hasEffect)));
    return [...this.#found, ...caught.map(({ found }) => found), ...loops.map(({ found }) => found)];
  }

  #stop(cause: Moment['cause'], turn: RuleContext, hand: Hand | undefined): void {
    if (!hand || hand.steps.some(({ says }) => says === 'seen' || says === 'skipped')) return;
    const order = turn.history.orders.get(hand.order);
    // Only what another delivery did makes this one a duplicate; a record alone is no charge.
    if (!order?.effects.some((effect) => effect.hand !== hand)) return;
    const chain = () => orderLinks(order, turn.history);
    const found = foundAt(turn, { kind: 'save', cause, orders: [hand.order], ...namesOf(hand) }, chain);
    this.#stopped.push({ found, hand });
  }

  #deduplicated(turn: RuleContext, copy: CopyRecord | undefined): void {
    const record = copy && turn.history.orders.get(copy.order);
    if (!record) return;
    // The ID of another order's message would make it a loss.
    const safe = record.copies.some((other) => other !== copy && other.message === copy.message && other.stored);
    if (!safe) return;
    const chain = () => orderLinks(record, turn.history);
    const { order, message, id } = copy;
    this.#found.push(
      foundAt(turn, { kind: 'save', cause: 'broker-caught', orders: [order], message, copy: id }, chain),
    );
  }

  #charged(turn: RuleContext, delivery: Hand['id'], effect: HandStep['effect'], step: HandStep): void {
    const { history } = turn;
    const hand = history.hands.get(delivery);
    const order = hand && history.orders.get(hand.order);
    if (!order) return;
    if (effect === undefined) return this.#stop('key-caught', turn, hand);
    const first = repeated(order.effects, hand);
    if (!first) return this.#rescued(turn, hand, order);
    const cause = doubleChargeCause(history, first, hand, step);
    const chain = () => orderLinks(order, history);
    this.#found.push(foundAt(turn, { kind: 'double-charge', cause, orders: [order.id], ...namesOf(hand) }, chain));
  }

  /** A first effect that exists only because a machine acted on a loss. */
  #rescued(turn: RuleContext, hand: Hand, order: OrderRecord): void {
    const cause = rescueOf(hand, order);
    if (!cause) return;
    const chain = () => orderLinks(order, turn.history);
    this.#found.push(foundAt(turn, { kind: 'save', cause, orders: [order.id], ...namesOf(hand) }, chain));
  }

  #arrived(turn: RuleContext, id: string): void {
    const { before, history, settings } = turn;
    const load = before.packets.find((packet) => packet.id === id)?.load;
    if (load?.leg !== 'ack') return;
    const copy = before.copies.find((candidate) => candidate.id === load.copy);
    const stale = !isInTime(copy, load, settings.profile);
    if (load.verb === 'nack') {
      if (!stale) this.#returned(turn, history.tags.get(load.tag), 'nacked');
      return;
    }
    const record = history.copies.get(load.copy);
    if (!copy || !record || !stale) return;
    const hand = history.hands.get(load.delivery);
    const ignored = settings.profile.staleAck === 'ignored';
    // An ack that does nothing leaves no trace on the copy.
    const chain = () => [...copyLinks(record), ignored ? link('ack-arrived', turn) : undefined];
    const names = { orders: [load.order], message: load.message, copy: load.copy, delivery: hand?.id };
    this.#found.push(foundAt(turn, { kind: 'stale-ack', cause: settings.profile.staleAck, ...names }, chain));
  }

  #returned(turn: RuleContext, tag: Tag | undefined, cause: 'nacked' | 'requeued'): void {
    if (!tag || tag.hands.length === 0) return;
    const { copy } = tag;
    const current = turn.before.copies.find(({ id }) => id === copy.id)?.current?.tag;
    if (current !== tag.id || hasCharge(tag)) return;
    const before = copy.tags.filter(
      (other) => other.returned && other.returned.how !== 'crash' && other.hands.length > 0 && !hasCharge(other),
    );
    if (before.length + 1 !== loopReturns) return;
    const chain = () => copyLinks(copy);
    const { order, message, id } = copy;
    const found = foundAt(turn, { kind: 'poison-loop', cause, orders: [order], message, copy: id }, chain);
    this.#loops.push({ found, copy });
  }

  #lost(turn: RuleContext): void {
    const fates = new Map(orderFates(turn.before, 'bell').map(({ order, fate }) => [order.id, fate]));
    for (const record of turn.history.orders.values()) {
      // An order that the lane has no more is closed: nothing of it is anywhere.
      if ((fates.get(record.id) ?? (record.effects.length > 0 ? 'done' : 'lost')) !== 'lost') continue;
      const { cause, at } = lossOf(turn.history, record, pointOf(turn));
      const kind = record.confirmed === undefined ? 'known-loss' : 'silent-loss';
      const bell = at.version === turn.version ? link('bell', turn) : undefined;
      const chain = () => [...orderLinks(record, turn.history), bell];
      this.#found.push(foundAt(at, { kind, cause, orders: [record.id] }, chain));
    }
  }
}

function hasEffect({ steps }: Hand): boolean {
  return steps.some(({ effect }) => effect !== undefined);
}

function hasCharge({ hands }: Tag): boolean {
  return hands.some(({ steps }) => steps.some(({ do: what, says }) => what === 'charge' || says === 'done'));
}

function namesOf(hand: Hand): Pick<Found, 'message' | 'copy' | 'delivery'> {
  return { message: hand.message, copy: hand.tag.copy.id, delivery: hand.id };
}

/** What had gone wrong before an order's first effect, and was made good. */
function rescueOf(hand: Hand, order: OrderRecord): Found['cause'] | undefined {
  const { copy } = hand.tag;
  const earlier = copy.tags.slice(0, copy.tags.indexOf(hand.tag));
  const sentAgain = order.sendings.some(
    ({ dropped, message, version }) => dropped && message === copy.message && version < (copy.sending?.version ?? 0),
  );
  if (sentAgain) return 'retried-after-drop';
  if (earlier.some(({ dropped, hands }) => dropped && hands.length === 0)) return 'redelivered-after-drop';
  if (earlier.some(({ hands }) => hands.some(({ end }) => end?.how === 'crash'))) return 'redelivered-after-crash';
  return copy.survived ? 'survived-broker-crash' : undefined;
}

function foundAt(
  { version, at }: Pick<Point, 'version' | 'at'>,
  what: Omit<Found, 'version' | 'at' | 'chain'>,
  links: () => readonly MaybeLink[],
): Found {
  return { ...what, version, at, chain: () => chainOf(links(), version) };
}
