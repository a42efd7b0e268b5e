import type { PacketId } from '@ack-attack/engine';
import type { DeviceBox } from './device-box.ts';
import { burstAt, nearest, placeAt, type Flight, type Loss } from './packet-flight.ts';
import { burstSprite, labelSprite, packetSprite, paletteAt, type Palette } from './packet-sprites.ts';
import { flightStrip, type BoardPoint } from './lane-geometry.ts';

/** What is in the air of one lane, and how it is shown. */
export interface PacketScene {
  flights: readonly Flight[];
  losses: readonly Loss[];
  labelled: boolean;
  /** The packet under the pointer, where a tap would drop it, and the one chosen by keys. */
  aimed?: PacketId;
  chosen?: PacketId;
  /** The packets that count; the others are dim. Absent where all do. */
  lit?: ReadonlySet<PacketId>;
  calm: boolean;
}

/** In units of the field's `--u`. */
const packetSize = 7.4;
const burstSize = 10;
const labelHeight = 3.4;
/** A packet that has arrived fades this long while the news of it is on the way. */
const fadeMs = 160;
const dim = 0.2;

/** Paints a lane's packets on a canvas that covers the strip of its field where they fly. */
export class PacketPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  /** CSS pixels: the strip and the field's unit. */
  #width = 0;
  #height = 0;
  #unit = 0;
  #ratio = 1;
  #clean = true;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
  }

  /**
   * To be called when the field has another size.
   *
   * @param box device pixels that it covers on the screen: a picture of any other size is scaled at every frame, which
   * costs a computer without a graphics card half of its time
   */
  measure({ width, height }: DeviceBox): void {
    const { clientWidth, clientHeight } = this.#canvas;
    this.#ratio = Math.min(2, devicePixelRatio);
    this.#width = clientWidth;
    this.#height = clientHeight;
    // The canvas has the unit as its font size, which is the one way to read a length of so many containers.
    this.#unit = parseFloat(getComputedStyle(this.#canvas).fontSize);
    const share = this.#ratio / devicePixelRatio;
    this.#canvas.width = Math.round(width * share);
    this.#canvas.height = Math.round(height * share);
    this.#clean = true;
  }

  /** Paints the lane at a game time. */
  paint(scene: PacketScene, gameMs: number): void {
    const context = this.#context;
    if (!context || this.#width === 0) return;
    if (!this.#clean) context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#clean = true;
    const palette = paletteAt(this.#canvas.parentElement ?? this.#canvas);
    for (const loss of scene.losses) this.#burst(context, loss, gameMs, scene.calm, palette);
    for (const flight of scene.flights) this.#packet(context, flight, scene, gameMs, palette);
    context.globalAlpha = 1;
  }

  /** The packet at a place, in CSS pixels of the strip; a finger need not point exactly. */
  packetAt(scene: PacketScene, gameMs: number, at: BoardPoint): PacketId | undefined {
    const places = scene.flights.map((flight) => {
      const place = inStrip(placeAt(flight, gameMs, scene.calm));
      return { what: flight.id, x: place.x * this.#width, y: place.y * this.#height };
    });
    return nearest(places, at, Math.max(22, this.#unit * packetSize * 0.6));
  }

  #packet(
    context: CanvasRenderingContext2D,
    flight: Flight,
    { labelled, aimed, chosen, lit, calm }: PacketScene,
    gameMs: number,
    palette: Palette,
  ): void {
    const late = gameMs - flight.arrivesAt;
    if (late >= fadeMs || gameMs < flight.sentAt) return;
    const { x, y } = this.#device(placeAt(flight, gameMs, calm));
    const size = Math.round(this.#unit * packetSize * this.#ratio);
    const emphasis = flight.id === chosen ? 'chosen' : flight.id === aimed ? 'aimed' : 'none';
    const picture = packetSprite(flight.look, size, emphasis, palette);
    context.globalAlpha = (late > 0 ? 1 - late / fadeMs : 1) * (lit && !lit.has(flight.id) ? dim : 1);
    context.drawImage(picture, x - picture.width / 2, y - picture.height / 2);
    if (labelled) {
      const plate = labelSprite(flight.label, flight.look, Math.round(this.#unit * labelHeight * this.#ratio), palette);
      context.drawImage(plate, x - plate.width / 2, y + size * 0.58);
    }
    this.#clean = false;
  }

  #burst(context: CanvasRenderingContext2D, loss: Loss, gameMs: number, calm: boolean, palette: Palette): void {
    const look = burstAt(loss, gameMs, calm);
    if (!look) return;
    const { x, y } = this.#device(loss.place);
    const full = Math.round(this.#unit * burstSize * this.#ratio);
    const { spread, opacity } = look.splinters;
    if (opacity > 0) {
      context.globalAlpha = opacity;
      context.fillStyle = palette.drop;
      for (let splinter = 0; splinter < 8; splinter++) {
        const angle = (splinter / 8) * 2 * Math.PI + 0.3;
        const away = full * (0.3 + spread * (splinter % 2 === 0 ? 0.95 : 0.65));
        const side = full * 0.11;
        context.fillRect(x + Math.cos(angle) * away - side / 2, y + Math.sin(angle) * away - side / 2, side, side);
      }
    }
    const size = full * look.scale;
    context.globalAlpha = look.opacity;
    context.drawImage(burstSprite(full, palette), x - size / 2, y - size / 2, size, size);
    this.#clean = false;
  }

  #device(place: BoardPoint): BoardPoint {
    const { x, y } = inStrip(place);
    return { x: x * this.#canvas.width, y: y * this.#canvas.height };
  }

  /** Whether nothing is on the canvas. */
  get clean(): boolean {
    return this.#clean;
  }
}

/** A place in the field as shares of the strip. */
function inStrip({ x, y }: BoardPoint): BoardPoint {
  return { x: (x - flightStrip.left) / flightStrip.width, y: y / 100 };
}
