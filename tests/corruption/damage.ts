import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '@ack-attack/engine';
import { fileName } from './school.ts';

const pageBytes = 4_096;

type Draw = (most: number) => number;
type Damage = (bytes: Buffer, draw: Draw) => Buffer | void;

/** Whole, from 0 up to, not including, `most`. */
function drawing(seed: number): Draw {
  let draws = 0;
  return (most) => Math.floor(random(seed, 'damage', draws++) * most);
}

function drawnBytes(draw: Draw, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => draw(256)));
}

function drawnPage(bytes: Buffer, draw: Draw): number {
  return draw(Math.floor(bytes.length / pageBytes)) * pageBytes;
}

/** Changes one byte somewhere behind a text that is found. */
function behind(text: string, change: (bytes: Buffer, at: number) => void): Damage {
  return (bytes, draw) => {
    const places: number[] = [];
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at + text.length);
    change(bytes, places[draw(places.length)]!);
  };
}

const scattered =
  (count: number): Damage =>
  (bytes, draw) => {
    for (let byte = 0; byte < count; byte++) bytes[draw(bytes.length)] = draw(256);
  };

/** What is done to the file of a school that ended in order. */
const ofFile: Readonly<Record<string, Damage>> = {
  'one bit': (bytes, draw) => void (bytes[draw(bytes.length)]! ^= 1 << draw(8)),
  'a byte of a name': behind('"name":"', (bytes, at) => (bytes[at] = 0xff)),
  'a digit of an event': behind('"at":', (bytes, at) => (bytes[at] = bytes[at] === 0x31 ? 0x32 : 0x31)),
  'a letter of a room code': behind('-session-', (bytes, at) => (bytes[at + 2]! ^= 1)),
  '50 bytes': scattered(50),
  '1,000 bytes': scattered(1_000),
  'a page of zeros': (bytes, draw) => {
    const at = drawnPage(bytes, draw);
    bytes.fill(0, at, at + pageBytes);
  },
  'a torn page': (bytes, draw) => {
    const at = drawnPage(bytes, draw);
    drawnBytes(draw, pageBytes / 2).copy(bytes, at + pageBytes / 2);
  },
  'two pages exchanged': (bytes, draw) => {
    const [one, other] = [drawnPage(bytes, draw), drawnPage(bytes, draw)];
    const kept = Buffer.from(bytes.subarray(one, one + pageBytes));
    bytes.copy(bytes, one, other, other + pageBytes);
    kept.copy(bytes, other);
  },
  'cut off': (bytes, draw) => bytes.subarray(0, draw(bytes.length)),
  'cut off at a page': (bytes, draw) => bytes.subarray(0, drawnPage(bytes, draw)),
  'the header': (bytes, draw) => {
    for (let byte = 0; byte < 4; byte++) bytes[draw(100)] = draw(256);
  },
  'the first page': (bytes, draw) => void drawnBytes(draw, pageBytes).copy(bytes),
  'the schema': (bytes, draw) => {
    for (let byte = 0; byte < 8; byte++) bytes[100 + draw(pageBytes - 100)] = draw(256);
  },
};

/** What is done to the WAL that a killed server left. */
const ofWal: Readonly<Record<string, Damage>> = {
  'a WAL with one bit wrong': (bytes, draw) => void (bytes[draw(bytes.length)]! ^= 1 << draw(8)),
  'a WAL with 100 bytes wrong': scattered(100),
  'a WAL that is cut off': (bytes, draw) => bytes.subarray(0, draw(bytes.length)),
};

export const kinds: readonly string[] = [...Object.keys(ofFile), ...Object.keys(ofWal), 'a lost WAL', 'nothing'];

export interface Damaged {
  kind: string;
  /** Whether it was the folder of a killed server. */
  killed: boolean;
}

/** Which folder a seed damages, and how. */
export function damageOf(seed: number): Damaged {
  const kind = kinds[seed % kinds.length]!;
  return { kind, killed: !Object.hasOwn(ofFile, kind) };
}

/** Damages what lies in a folder, the same for each seed. */
export function damage(folder: string, seed: number): void {
  const { kind } = damageOf(seed);
  if (kind === 'nothing') return;
  const file = join(folder, fileName);
  if (kind === 'a lost WAL') return rmSync(`${file}-wal`);
  const target = Object.hasOwn(ofFile, kind) ? file : `${file}-wal`;
  const bytes = readFileSync(target);
  const changed = (ofFile[kind] ?? ofWal[kind])!(bytes, drawing(seed)) ?? bytes;
  writeFileSync(target, changed);
}
