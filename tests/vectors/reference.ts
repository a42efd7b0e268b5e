import type { Step, Vector } from './format.ts';

/**
 * The vectors' rules once more, as the text states them and without any code of the engine: slow, naive,
 * and there to disagree. A packet is never in the air here, because every step waits for its packet.
 */
interface Order {
  confirmed: boolean;
  givenUp: boolean;
}

interface Copy {
  message: string;
  order: string;
  /** nowhere: never arrived, or lost in a crash. gone: the broker deleted it and still knows of it. */
  place: 'nowhere' | 'inbox' | 'ready' | 'out' | 'parked' | 'gone';
  /** Where it was when it was sent out. */
  origin: 'inbox' | 'ready';
  stored: boolean;
  tag: string | null;
}

interface Delivery {
  copy: string;
  tag: string;
  consumer: string;
  inHand: boolean;
}

export class Impossible extends Error {}

export class Reference {
  readonly orders = new Map<string, Order>();
  readonly copies = new Map<string, Copy>();
  readonly deliveries = new Map<string, Delivery>();
  readonly #profile: Required<NonNullable<Vector['profile']>>;
  readonly #storedMessages = new Set<string>();
  readonly #log = new Set<string>();
  readonly #bank: string[] = [];
  #published = 0;
  #stored = 0;
  #sent = 0;
  #delivered = 0;

  constructor(profile: Vector['profile']) {
    this.#profile = {
      ackMode: 'manual',
      brokerDedup: false,
      staleAck: 'ignored',
      bankKeys: false,
      dedupLog: 'durable',
      ...profile,
    };
  }

  run(step: Step): void {
    switch (step.do) {
      case 'order':
        must(!this.orders.has(step.order));
        this.orders.set(step.order, { confirmed: false, givenUp: false });
        return;
      case 'publish': {
        must(this.orders.get(step.order)?.givenUp === false);
        for (const name of names(step.copy, step.net)) must(!this.copies.has(name));
        this.#published++;
        const place = step.net === 'drop' ? 'nowhere' : 'inbox';
        for (const name of names(step.copy, step.net)) {
          const { msg: message, order } = step;
          this.copies.set(name, { message, order, place, origin: 'inbox', stored: false, tag: null });
        }
        return;
      }
      case 'store': {
        const copy = this.#copy(step.copy, 'inbox');
        if (this.#profile.brokerDedup && this.#storedMessages.has(copy.message)) {
          copy.place = 'gone';
          return;
        }
        this.#stored++;
        this.#storedMessages.add(copy.message);
        Object.assign(copy, { place: 'ready', origin: 'ready', stored: true });
        return;
      }
      case 'confirm': {
        const copy = this.#copy(step.copy, 'inbox', 'ready', 'out', 'parked', 'gone');
        const order = this.orders.get(copy.order);
        if (order && step.net !== 'drop') order.confirmed = true;
        return;
      }
      case 'giveUp': {
        const order = this.orders.get(step.order);
        must(order?.givenUp === false);
        if (order) order.givenUp = true;
        return;
      }
      case 'deliver': {
        const copy = this.#copy(step.copy, 'inbox', 'ready');
        const [first] = names(step.delivery, step.net);
        for (const name of names(step.delivery, step.net)) must(!this.deliveries.has(name));
        const tag = first ?? '';
        const inHand = step.net !== 'drop';
        for (const name of names(step.delivery, step.net)) {
          this.deliveries.set(name, { copy: step.copy, tag, consumer: step.to, inHand });
          if (inHand) this.#delivered++;
        }
        this.#sent++;
        copy.origin = copy.place === 'inbox' ? 'inbox' : 'ready';
        copy.tag = tag;
        copy.place = 'out';
        if (this.#profile.ackMode === 'auto') this.#remove(copy);
        return;
      }
      case 'requeue': {
        const delivery = this.deliveries.get(step.delivery);
        must(delivery !== undefined);
        if (delivery) this.#putBack(delivery);
        return;
      }
      case 'check': {
        const { message, consumer } = this.#hand(step.delivery);
        const says = this.#log.has(this.#entry(message, consumer)) ? 'seen' : 'new';
        must(step.says === undefined || step.says === says);
        return;
      }
      case 'charge':
        this.#charge(this.#hand(step.delivery).order);
        return;
      case 'record': {
        const { message, consumer } = this.#hand(step.delivery);
        this.#log.add(this.#entry(message, consumer));
        return;
      }
      case 'commit': {
        const { message, order, consumer } = this.#hand(step.delivery);
        const entry = this.#entry(message, consumer);
        if (this.#log.has(entry)) return;
        this.#charge(order);
        this.#log.add(entry);
        return;
      }
      case 'ack':
      case 'nack': {
        const { delivery, copy } = this.#hand(step.delivery);
        if (step.net === 'drop') return;
        if (step.do === 'nack') return this.#putBack(delivery);
        const current = copy.place === 'out' && copy.tag === delivery.tag;
        if (current || this.#profile.staleAck === 'accepted') this.#remove(copy);
        return;
      }
      case 'park': {
        const copy = this.#copy(step.copy, 'ready', 'out');
        copy.place = 'parked';
        copy.tag = null;
        return;
      }
      case 'discard':
        this.#remove(this.#copy(step.copy, 'inbox', 'ready', 'out', 'parked'));
        return;
      case 'crash':
        if (step.node === 'broker') this.#crashBroker();
        else this.#crashConsumer(step.node);
        return;
      case 'forget':
        this.#storedMessages.delete(step.msg);
        for (const entry of this.#log) if (entry.endsWith(`/${step.msg}`)) this.#log.delete(entry);
    }
  }

  tally(): Record<string, unknown> {
    const copies = [...this.copies.values()];
    const totals = { duplicates: 0, lost: 0, lostSilently: 0, parked: 0, pending: 0 };
    for (const [name, order] of this.orders) {
      const effects = this.#bank.filter((charged) => charged === name).length;
      const has = (test: (copy: Copy) => boolean) => copies.some((copy) => copy.order === name && test(copy));
      const durable = has((copy) => copy.stored && (copy.place === 'ready' || copy.place === 'out'));
      if (effects > 0) totals.duplicates += effects - 1;
      else if (durable || (!order.confirmed && !order.givenUp)) totals.pending++;
      else if (has((copy) => copy.place === 'parked')) totals.parked++;
      else {
        totals.lost++;
        if (order.confirmed) totals.lostSilently++;
      }
    }
    const kept = (yes: boolean) => (yes ? 'kept' : 'broken');
    return {
      published: this.#published,
      stored: this.#stored,
      sent: this.#sent,
      delivered: this.#delivered,
      effects: this.#bank.length,
      ...totals,
      verdict: {
        'at-most-once': kept(totals.duplicates === 0),
        'at-least-once': kept(totals.lost === 0),
        'exactly-once': kept(totals.duplicates === 0 && totals.lost === 0),
      },
    };
  }

  #copy(name: string, ...places: readonly Copy['place'][]): Copy {
    const copy = this.copies.get(name);
    if (!copy || !places.includes(copy.place)) throw new Impossible();
    return copy;
  }

  #hand(name: string) {
    const delivery = this.deliveries.get(name);
    const copy = delivery && this.copies.get(delivery.copy);
    if (!delivery?.inHand || !copy) throw new Impossible();
    return { delivery, copy, message: copy.message, order: copy.order, consumer: delivery.consumer };
  }

  #entry(message: string, consumer: string): string {
    return this.#profile.dedupLog === 'durable' ? `lane/${message}` : `${consumer}/${message}`;
  }

  #charge(order: string): void {
    if (!this.#profile.bankKeys || !this.#bank.includes(order)) this.#bank.push(order);
  }

  #putBack(delivery: Delivery): void {
    const copy = this.copies.get(delivery.copy);
    if (copy?.place !== 'out' || copy.tag !== delivery.tag) return;
    copy.place = copy.origin;
    copy.tag = null;
  }

  #remove(copy: Copy): void {
    // What a crash has taken leaves nothing to delete, and nothing to remember.
    if (copy.place === 'nowhere') return;
    copy.place = 'gone';
    copy.tag = null;
  }

  #crashBroker(): void {
    for (const copy of this.copies.values()) {
      if (copy.place === 'parked') continue;
      const survives = copy.stored && (copy.place === 'ready' || copy.place === 'out');
      copy.place = survives ? 'ready' : 'nowhere';
      copy.tag = null;
    }
  }

  #crashConsumer(name: string): void {
    for (const delivery of this.deliveries.values()) if (delivery.consumer === name) delivery.inHand = false;
    if (this.#profile.dedupLog === 'volatile') {
      for (const entry of this.#log) if (entry.startsWith(`${name}/`)) this.#log.delete(entry);
    }
  }
}

function names(name: string, net: string | undefined): readonly string[] {
  return net === 'duplicate' ? [name, `${name}~2`] : [name];
}

function must(condition: boolean): void {
  if (!condition) throw new Impossible();
}
