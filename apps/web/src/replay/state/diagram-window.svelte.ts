import { scaleLimits } from '../base/diagram-geometry.ts';

/** Which stretch of a round's game time a diagram shows, and how large. */
export class DiagramWindow {
  /** Game ms at the box's edge. */
  from = $state(-1_000);
  scale = $state<number>(scaleLimits.across);
  /** Pixels along the direction of time. */
  length = $state(0);
  /** Whether the reader has moved it away from where the replay stands. */
  astray = $state(false);

  #horizontal: boolean | undefined;

  /** Fits the window to its box; time lies in it as it did unless it now runs the other way. */
  measure(length: number, horizontal: boolean): void {
    this.length = length;
    if (this.#horizontal === horizontal) return;
    this.#horizontal = horizontal;
    this.scale = horizontal ? scaleLimits.across : scaleLimits.down;
  }

  get span(): number {
    return this.length / this.scale;
  }

  pan(pixels: number, endsAt: number): void {
    this.astray = true;
    this.from = this.#within(this.from - pixels / this.scale, endsAt);
  }

  /** Game ms at `at` pixels from the edge stays there. */
  zoom(factor: number, at: number, endsAt: number): void {
    const held = this.from + at / this.scale;
    const least = Math.min(scaleLimits.least, this.length / Math.max(1, endsAt * 1.1));
    this.scale = Math.min(scaleLimits.most, Math.max(least, this.scale * factor));
    this.from = this.#within(held - at / this.scale, endsAt);
  }

  showAll(endsAt: number): void {
    this.scale = Math.min(scaleLimits.most, this.length / Math.max(1_000, endsAt * 1.06));
    this.from = -endsAt * 0.03;
    this.astray = true;
  }

  /**
   * Keeps where the replay stands in sight.
   *
   * @param smooth whether it glides with it, rather than jump when it leaves
   */
  follow(gameMs: number, endsAt: number, smooth: boolean): void {
    const { from, span } = this;
    if (span <= 0) return;
    const share = (gameMs - from) / span;
    if (smooth && share > 0.6 && share < 1) this.from = this.#within(gameMs - 0.6 * span, endsAt);
    else if (share < 0.06 || share > 0.86) this.from = this.#within(gameMs - 0.35 * span, endsAt);
  }

  #within(from: number, endsAt: number): number {
    const margin = 30 / this.scale;
    return Math.min(Math.max(from, -margin), Math.max(-margin, endsAt + margin - this.span));
  }
}
