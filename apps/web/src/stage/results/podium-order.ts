import type { LaneId } from '@ack-attack/engine';

export interface Placed {
  lane: LaneId;
  points: number;
}

/** Lanes that appear together, and when, in ms after the reveal. */
export interface PodiumStep {
  atMs: number;
  lanes: readonly LaneId[];
}

const firstAfterMs = 900;
/** Bounds for the lanes below the podium: for all together, and for each. */
const rest = { allMs: 3_000, oneMs: 600 } as const;
/** What a place on the podium lets the class wait, the winner longest. */
const suspenseMs: Readonly<Record<number, number>> = { 1: 2_000, 2: 1_400, 3: 1_000 };

/** Equal points are the same place; two winners are followed by a third. */
export function podiumPlace({ points }: Placed, lanes: readonly Placed[]): number {
  return lanes.filter((other) => other.points > points).length + 1;
}

/** When each lane appears: from the last place up to the first, equal points together. */
export function podiumSteps(lanes: readonly Placed[]): readonly PodiumStep[] {
  const places = [...new Set(lanes.map((lane) => podiumPlace(lane, lanes)))].sort((a, b) => b - a);
  const below = places.filter((place) => place > 3).length;
  const quick = Math.min(rest.oneMs, rest.allMs / Math.max(1, below));
  let atMs = firstAfterMs;
  return places.map((place, index) => {
    if (index > 0) atMs += suspenseMs[place] ?? quick;
    return { atMs, lanes: lanes.filter((lane) => podiumPlace(lane, lanes) === place).map(({ lane }) => lane) };
  });
}
