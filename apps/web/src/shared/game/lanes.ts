import type { LaneId } from '@ack-attack/engine';

/** A class of 60 makes 12 lanes, so there are 12 shapes; drawn on a 24 × 24 grid, filled. */
const laneShapes = [
  { name: 'circle', path: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z' },
  { name: 'square', path: 'M4 4h16v16H4z' },
  { name: 'triangle', path: 'M12 3l10 18H2z' },
  { name: 'diamond', path: 'M12 1.500L21 12l-9 10.500L3 12z' },
  {
    name: 'star',
    path: 'M12 1.500l3.100 6.900 7.400.800-5.500 5.100 1.500 7.400-6.500-3.700-6.500 3.700 1.500-7.400-5.500-5.100 7.400-.800z',
  },
  {
    name: 'heart',
    path: 'M12 21.500C-3 12 3 2.500 8.500 3.500c2 .400 3 2 3.500 3.200.500-1.200 1.500-2.800 3.500-3.200C21 2.500 27 12 12 21.500z',
  },
  { name: 'moon', path: 'M15.500 2.500a9.800 9.800 0 1 0 6 14.500A10.500 10.500 0 0 1 15.500 2.500z' },
  { name: 'hexagon', path: 'M7 3h10l5.500 9L17 21H7L1.500 12z' },
  { name: 'cross', path: 'M8.500 2.500h7v6h6v7h-6v6h-7v-6h-6v-7h6z' },
  { name: 'bolt', path: 'M14.500 1.500L4 14h6.500l-2 8.500L20 9.500h-7z' },
  {
    name: 'leaf',
    path: 'M21.500 2.500C6 2 1.500 9.500 4.500 17L2 21.500l2.500.500 2.500-3c9 3 15.500-3.500 14.500-16.500z',
  },
  {
    name: 'flower',
    path: 'M12 9a4.200 4.200 0 1 1 3 3 4.200 4.200 0 1 1-3 3 4.200 4.200 0 1 1-3-3 4.200 4.200 0 1 1 3-3z',
  },
] as const;

type LaneShape = (typeof laneShapes)[number];

/** The lane of that number, from 1. */
export function numberedLane(number: number): LaneId {
  return `L${number}` as LaneId;
}

/** The shape and the colour of a lane. `name` has a word in the catalogues: `common.lane.<name>`. */
export function laneIdentity(lane: LaneId): { name: LaneShape['name']; path: string; color: string } {
  const index = Math.max(0, Number(lane.slice(1)) - 1);
  const shape = laneShapes[index % laneShapes.length] ?? laneShapes[0];
  return { name: shape.name, path: shape.path, color: `var(--lane-${(index % 6) + 1})` };
}
