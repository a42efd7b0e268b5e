import { readFileSync } from 'node:fs';

const headerBytes = 32;
const frameHeaderBytes = 24;
const magic = 0x377f0682;

/**
 * Whether a WAL holds commits that SQLite will not find, because something before them is not what was written. What a
 * process that ended in the middle of a commit left behind is none.
 */
export function hidesCommits(file: string): boolean {
  let wal: Buffer;
  try {
    wal = readFileSync(file);
  } catch {
    return false;
  }
  if (wal.length === 0) return false;
  if (wal.length < headerBytes + frameHeaderBytes) return false;
  const first = wal.readUInt32BE(0);
  // Each frame's checksum goes on from the last one's.
  const littleEndian = first === magic;
  let sum = checksum(wal, 0, headerBytes - 8, littleEndian, [0, 0]);
  if ((first & ~1) !== magic || !isAt(sum, wal, headerBytes - 8)) return true;
  const pageBytes = wal.readUInt32BE(8);
  const frameBytes = frameHeaderBytes + pageBytes;
  let broken = false;
  for (let at = headerBytes; at + frameBytes <= wal.length; at += frameBytes) {
    // Frames of an earlier round stay behind the newest.
    const isOfThisRound = wal.compare(wal, 16, 24, at + 8, at + 16) === 0;
    if (broken) {
      if (isOfThisRound && wal.readUInt32BE(at + 4) !== 0) return true;
      continue;
    }
    sum = checksum(wal, at, at + 8, littleEndian, sum);
    sum = checksum(wal, at + frameHeaderBytes, at + frameBytes, littleEndian, sum);
    broken = !isOfThisRound || !isAt(sum, wal, at + 16);
  }
  return false;
}

type Sum = readonly [number, number];

function checksum(bytes: Buffer, from: number, to: number, littleEndian: boolean, [s0, s1]: Sum): Sum {
  let [a, b] = [s0, s1];
  for (let at = from; at < to; at += 8) {
    a = (a + b + (littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))) >>> 0;
    b = (b + a + (littleEndian ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4))) >>> 0;
  }
  return [a, b];
}

function isAt([a, b]: Sum, bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b;
}
