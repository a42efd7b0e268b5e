import { iconPaths } from '../icons/paths.ts';
import type { PacketLook } from './packet-flight.ts';

/*
 * Pictures of packets and bursts, each drawn once for a size and a theme. A frame is then nothing but copying them,
 * which a projector's slow computer does for a hundred of them in the time it has.
 */

const colors = ['publish', 'confirm', 'deliver', 'ack', 'drop', 'surface', 'on-fill', 'focus'] as const;
type Color = (typeof colors)[number];
export type Palette = Readonly<Record<Color, string>>;
/** How a packet stands out: nothing, what a tap would drop, and what a key would. */
export type Emphasis = 'none' | 'aimed' | 'chosen';

const dark = matchMedia('(prefers-color-scheme: dark)');
const sprites = new Map<string, HTMLCanvasElement>();
let known: { theme: string; palette: Palette } | undefined;

/** The theme's colours as an element has them. Those of another theme are forgotten, with all pictures. */
export function paletteAt(element: Element): Palette {
  const theme = document.documentElement.dataset['theme'] ?? (dark.matches ? 'dark' : 'light');
  if (known?.theme === theme) return known.palette;
  const probe = element.ownerDocument.createElement('span');
  element.append(probe);
  const palette = Object.fromEntries(
    colors.map((color) => {
      probe.style.color = `var(--${color})`;
      return [color, getComputedStyle(probe).color];
    }),
  ) as Record<Color, string>;
  probe.remove();
  sprites.clear();
  known = { theme, palette };
  return palette;
}

const legOf = (look: PacketLook) => (look === 'nack' ? 'ack' : look);

/** Radii of the corners, clockwise from the upper left one. */
type Corners = readonly [number, number, number, number];

/** As shares of the side: every leg has its own shape. */
const corners: Record<Exclude<PacketLook, 'nack'>, Corners> = {
  publish: [0.22, 0.22, 0.22, 0.22],
  confirm: [0.5, 0.5, 0.5, 0.5],
  deliver: [0.22, 0.5, 0.5, 0.22],
  ack: [0.5, 0.22, 0.22, 0.5],
};

/** What `roundRect` does, which Chrome 98, Safari 15 and Firefox 111 lack. */
function fillRounded(
  context: CanvasRenderingContext2D,
  [left, top, width, height]: readonly [number, number, number, number],
  [upperLeft, upperRight, lowerRight, lowerLeft]: Corners,
): void {
  const [right, bottom] = [left + width, top + height];
  context.beginPath();
  context.moveTo(left + upperLeft, top);
  context.arcTo(right, top, right, bottom, upperRight);
  context.arcTo(right, bottom, left, bottom, lowerRight);
  context.arcTo(left, bottom, left, top, lowerLeft);
  context.arcTo(left, top, right, top, upperLeft);
  context.fill();
}

/** A packet of `size` device pixels, with a rim round it. */
export function packetSprite(look: PacketLook, size: number, emphasis: Emphasis, palette: Palette): HTMLCanvasElement {
  return sprite(`${look} ${size} ${emphasis}`, spriteSide(size), (context, side) => {
    const leg = legOf(look);
    const box = (grow: number, fill: string) => {
      const edge = size + 2 * grow;
      context.fillStyle = fill;
      const start = (side - edge) / 2;
      const [a, b, c, d] = corners[leg];
      fillRounded(context, [start, start, edge, edge], [a * edge, b * edge, c * edge, d * edge]);
    };
    if (emphasis === 'chosen') box(size * 0.22, palette.focus);
    box(size * 0.07, palette.surface);
    box(0, emphasis === 'none' ? palette[leg] : palette.drop);
    strokeIcon(context, iconPaths[look], side, size * 0.64, palette['on-fill']);
  });
}

/** Side of a packet's picture, which has room for its rims. */
function spriteSide(size: number): number {
  return Math.ceil(size * 1.6);
}

const star =
  'M20 1l4.200 8.600 8.400-4.600-1.400 9.400 8.800 3.600-8 5 4 8.800-9.400-.800L23 39.500 17.600 32 9 36l1-9.400L1 23l7.400-6L3.600 8.600l9.400 1z';

/** Where a packet was lost, `size` device pixels wide. */
export function burstSprite(size: number, palette: Palette): HTMLCanvasElement {
  return sprite(`burst ${size}`, size, (context) => {
    context.scale(size / 40, size / 40);
    context.lineWidth = 1.5;
    context.lineJoin = 'round';
    context.fillStyle = palette.drop;
    context.strokeStyle = palette.surface;
    const path = new Path2D(star);
    context.fill(path);
    context.stroke(path);
    context.lineWidth = 4;
    context.lineCap = 'round';
    context.strokeStyle = palette['on-fill'];
    context.stroke(new Path2D('M14 14l12 12M26 14L14 26'));
  });
}

/** A packet's ID on a plate, `height` device pixels high. */
export function labelSprite(text: string, look: PacketLook, height: number, palette: Palette): HTMLCanvasElement {
  const font = `700 ${height * 0.76}px ui-monospace, 'DejaVu Sans Mono', monospace`;
  const width = Math.ceil((text.length * 0.62 + 1) * height * 0.76);
  return sprite(
    `label ${look} ${height} ${text}`,
    width,
    (context) => {
      context.fillStyle = palette.surface;
      const round = height / 2;
      fillRounded(context, [0, 0, width, height], [round, round, round, round]);
      context.font = font;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillStyle = palette[legOf(look)];
      context.fillText(text, width / 2, height * 0.54);
    },
    height,
  );
}

function strokeIcon(context: CanvasRenderingContext2D, path: string, side: number, size: number, color: string): void {
  context.save();
  context.translate((side - size) / 2, (side - size) / 2);
  context.scale(size / 24, size / 24);
  context.lineWidth = 2;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = color;
  context.stroke(new Path2D(path));
  context.restore();
}

/** Labels come and go with their packets. */
const mostSprites = 400;

function sprite(
  key: string,
  width: number,
  draw: (context: CanvasRenderingContext2D, width: number) => void,
  height = width,
): HTMLCanvasElement {
  const drawn = sprites.get(key);
  if (drawn) return drawn;
  if (sprites.size >= mostSprites) sprites.clear();
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context) draw(context, width);
  sprites.set(key, canvas);
  return canvas;
}
