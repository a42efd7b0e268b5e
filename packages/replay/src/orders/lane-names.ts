import type { CopyId, DeliveryId, DeliveryTag, Lane, LaneEvent, MessageId } from '@ack-attack/engine';

/**
 * Names for what the machines of a lane handle, that mean the same in two games of the same orders: "the second copy
 * of the first message of o3". Numbered IDs do not, since they count everything that happened before.
 *
 * o3#1 a message · o3#1:2 a copy · o3#1:2/1 a delivery of it, and its tag · o3#1:2/1~ the network's second one
 */
export class LaneNames {
  readonly messages = new Map<string, MessageId>();
  readonly copies = new Map<string, CopyId>();
  readonly tags = new Map<string, DeliveryTag>();
  readonly hands = new Map<string, DeliveryId>();
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** Takes note of an event of the lane. */
  look(event: LaneEvent, before: Lane): void {
    if (event.type === 'packetSent') {
      const { load, twinOf } = event.packet;
      if (load.leg === 'publish' && !this.#names.has(load.message)) {
        this.messages.set(this.#name(load.message, `${load.order}#`), load.message);
      } else if (load.leg === 'deliver') {
        const name =
          twinOf === undefined
            ? this.#name(load.tag, `${this.of(load.copy)}/`)
            : this.#call(load.delivery, `${this.of(load.tag)}~`);
        if (twinOf === undefined) {
          this.tags.set(name, load.tag);
          this.#names.set(load.delivery, name);
        }
        this.hands.set(name, load.delivery);
      }
    } else if (event.type === 'packetArrived' && event.copy !== undefined) {
      const load = before.packets.find(({ id }) => id === event.packet)?.load;
      if (load) this.copies.set(this.#name(event.copy, `${this.of(load.message)}:`), event.copy);
    }
  }

  /** The name of a message, copy, tag or delivery; empty where it was never met. */
  of(id: MessageId | CopyId | DeliveryTag | DeliveryId): string {
    return this.#names.get(id) ?? '';
  }

  /** Names an ID by counting on. */
  #name(id: string, stem: string): string {
    const number = (this.#counts.get(stem) ?? 0) + 1;
    this.#counts.set(stem, number);
    return this.#call(id, `${stem}${number}`);
  }

  #call(id: string, name: string): string {
    this.#names.set(id, name);
    return name;
  }
}
