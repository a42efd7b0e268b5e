import type { LaneId } from '@ack-attack/engine';
import { podiumSteps, type Placed } from './podium-order.ts';

/** Tells of one lane after the other, bottom up. To be created in a component, which it lives with. */
export class Podium {
  readonly #steps: ReturnType<typeof podiumSteps>;
  readonly #ontold: (last: boolean) => void;
  #told = $state(0);

  /**
   * @param immediately without the show: it was over before this page was opened
   * @param ontold called with every step, and whether it was the last
   */
  constructor(lanes: readonly Placed[], immediately: boolean, ontold: (last: boolean) => void) {
    this.#steps = podiumSteps(lanes);
    this.#ontold = ontold;
    if (immediately) this.#told = this.#steps.length;
    $effect(() => {
      const next = this.#steps[this.#told];
      if (!next) return;
      const timer = setTimeout(() => this.#tell(), next.atMs - (this.#steps[this.#told - 1]?.atMs ?? 0));
      return () => clearTimeout(timer);
    });
  }

  get over(): boolean {
    return this.#told >= this.#steps.length;
  }

  shows(lane: LaneId): boolean {
    return this.#steps.slice(0, this.#told).some(({ lanes }) => lanes.includes(lane));
  }

  /** Jumps to the last step. */
  skip(): void {
    if (this.over) return;
    this.#told = this.#steps.length;
    this.#ontold(true);
  }

  #tell(): void {
    this.#told++;
    this.#ontold(this.over);
  }
}
