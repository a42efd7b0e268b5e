import type { SessionState } from '@ack-attack/engine';
import { roomSource, viewRoom, type RoomView } from './room-view.ts';
import { areSame } from './subscription.ts';

/** Works out what everybody in a room may see. All views share it, and it is remade only where it has changed. */
export class RoomProjector {
  #state: SessionState | undefined;
  #inputs: readonly unknown[] = [];
  #view: RoomView | undefined;

  view(state: SessionState): RoomView {
    if (this.#view && this.#state === state) return this.#view;
    this.#state = state;
    const source = roomSource(state);
    const inputs = Object.values(source);
    if (this.#view && areSame(inputs, this.#inputs)) return this.#view;
    this.#inputs = inputs;
    return (this.#view = viewRoom(source));
  }
}
