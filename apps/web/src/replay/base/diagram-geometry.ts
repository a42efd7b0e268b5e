import type { MachineStep, PacketArrow, SpaceTime } from '@ack-attack/replay';
import type { SeatId } from '@ack-attack/engine';

/** How a diagram lies in its box. Time runs to the right where there is room, else down. */
export interface DiagramFrame {
  horizontal: boolean;
  /** Pixels in one game ms. */
  scale: number;
  /** Pixels from the box's edge to each machine's line, across the direction of time. */
  lines: ReadonlyMap<SeatId, number>;
  bank: number;
}

export interface Dot {
  x: number;
  y: number;
}

/** Room for the axis of time, and for the machines' names, in pixels. */
export const gutters = { axis: 26, names: 104, head: 46, times: 38 } as const;

/** Pixels in one game ms that a round may be drawn with, and what a reader begins with. */
export const scaleLimits = { least: 0.004, most: 0.3, across: 0.045, down: 0.032 } as const;

export function frameOf(
  { machines }: Pick<SpaceTime, 'machines'>,
  box: { width: number; height: number },
  horizontal: boolean,
  scale: number,
): DiagramFrame {
  const start = horizontal ? gutters.axis : gutters.times;
  const room = (horizontal ? box.height : box.width) - start;
  const gap = room / (machines.length + 1);
  const lines = new Map(machines.map(({ seat }, index) => [seat, start + gap * (index + 0.5)]));
  return { horizontal, scale, lines, bank: start + gap * (machines.length + 0.5) };
}

/** Where a moment of a line is, from game time 0. */
export function dot({ horizontal, scale }: DiagramFrame, at: number, across: number): Dot {
  return horizontal ? { x: at * scale, y: across } : { x: across, y: at * scale };
}

export interface ArrowShape {
  packet: PacketArrow;
  from: Dot;
  to: Dot;
  /** Degrees clockwise from rightward. */
  angle: number;
  /** Pixels. */
  length: number;
  label: Dot;
}

/** Undefined where a machine of the packet is not in the diagram. */
export function arrowShape(frame: DiagramFrame, packet: PacketArrow): ArrowShape | undefined {
  const start = frame.lines.get(packet.from);
  const end = frame.lines.get(packet.to);
  if (start === undefined || end === undefined) return undefined;
  const travel = Math.max(1, packet.arrivesAt - packet.sentAt);
  // A packet that is lost half-way ends half-way.
  const share = packet.outcome === 'arrived' ? 1 : Math.min(1, (packet.endsAt - packet.sentAt) / travel);
  const from = dot(frame, packet.sentAt, start);
  const to = dot(frame, packet.endsAt, start + (end - start) * share);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  // Nearer to its sender: where out and back cross, their labels do not. A twin's is beyond its original's.
  const along = packet.twinOf === undefined ? 0.36 : 0.66;
  return {
    packet,
    from,
    to,
    angle: (Math.atan2(dy, dx) * 180) / Math.PI,
    length: Math.hypot(dx, dy),
    label: { x: from.x + dx * along, y: from.y + dy * along },
  };
}

export function stepDot(frame: DiagramFrame, { seat, at }: Pick<MachineStep, 'seat' | 'at'>): Dot | undefined {
  const line = frame.lines.get(seat);
  return line === undefined ? undefined : dot(frame, at, line);
}

const roundSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

/** Game ms between two ticks of the axis, so that they are at least `leastPx` apart. */
export function tickEvery(scale: number, leastPx: number): number {
  return (roundSteps.find((seconds) => seconds * 1000 * scale >= leastPx) ?? 600) * 1000;
}
