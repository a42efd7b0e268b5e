import type { SessionState } from '@ack-attack/engine';
import type { ReplayCursor } from '@ack-attack/replay';
import { gameMsAt, type GameTime } from '../../shared/lane-board/game-time.ts';
import { timeOf, versionAt, type RoundTimeline } from '../base/round-timeline.ts';

export const speeds = [0.5, 1, 2, 4, 8] as const;
export type Speed = (typeof speeds)[number];

/**
 * Where the replay stands, for everything on the page: a version of the log and a game time of the round, of which
 * the second may lie between two versions.
 */
export class Playback {
  readonly #cursorOf: (round: RoundTimeline) => ReplayCursor;
  #cursor!: ReplayCursor;
  readonly #now: () => number;
  #round: RoundTimeline = $state.raw()!;
  #state: SessionState = $state.raw()!;
  #time: GameTime = $state.raw()!;
  #gameMs = $state(0);
  #playing = $state(false);
  #speed: Speed = $state(1);

  /**
   * @param cursorOf moves in one round
   * @param now the page's clock, on which `GameTime.readAt` counts
   */
  constructor(cursorOf: (round: RoundTimeline) => ReplayCursor, round: RoundTimeline, now: () => number) {
    this.#cursorOf = cursorOf;
    this.#now = now;
    this.enter(round);
  }

  get round(): RoundTimeline {
    return this.#round;
  }
  get state(): SessionState {
    return this.#state;
  }
  get version(): number {
    return this.#state.version;
  }
  get gameMs(): number {
    return this.#gameMs;
  }
  /** For animations while the replay plays; renewed only where time jumps, stops or changes its pace. */
  get time(): GameTime {
    return this.#time;
  }
  get playing(): boolean {
    return this.#playing;
  }
  get speed(): Speed {
    return this.#speed;
  }

  enter(round: RoundTimeline, version = round.first): void {
    this.#playing = false;
    this.#round = round;
    this.#cursor = this.#cursorOf(round);
    this.toVersion(version);
  }

  toVersion(version: number): void {
    const { first, last } = this.#round;
    const target = Math.min(Math.max(version, first), last);
    this.#stand(target, timeOf(this.#round, target));
    this.#renewTime();
  }

  toTime(gameMs: number): void {
    const target = Math.min(Math.max(gameMs, 0), this.#round.endsAt);
    this.#stand(versionAt(this.#round, target), target);
    this.#renewTime();
  }

  step(by: number): void {
    this.pause();
    this.toVersion(this.version + by);
  }

  play(): void {
    if (this.#gameMs >= this.#round.endsAt) this.toVersion(this.#round.first);
    this.#playing = true;
    this.#renewTime();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    this.#renewTime();
  }

  setSpeed(speed: Speed): void {
    this.#speed = speed;
    this.#renewTime();
  }

  /** The next speed, or the one below; the last stays. */
  hurry(by: 1 | -1): void {
    const next = speeds[speeds.indexOf(this.#speed) + by];
    if (next !== undefined) this.setSpeed(next);
  }

  /** Catches up with the page's clock; to be called on every frame while it plays. */
  tick(): void {
    const gameMs = Math.min(gameMsAt(this.#time, this.#now()), this.#round.endsAt);
    this.#stand(Math.max(versionAt(this.#round, gameMs), this.version), gameMs);
    if (gameMs >= this.#round.endsAt) this.pause();
  }

  #stand(version: number, gameMs: number): void {
    if (this.#cursor.version !== version || !this.#state) this.#cursor.seek(version);
    this.#state = this.#cursor.state;
    this.#gameMs = gameMs;
  }

  #renewTime(): void {
    this.#time = { gameMs: this.#gameMs, readAt: this.#now(), rate: this.#playing ? this.#speed : 0 };
  }
}
