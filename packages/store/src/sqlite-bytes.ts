import { crc32 } from 'node:zlib';
import { damaged } from './store-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a column, which must be read as a blob: the database binding ends the process where the bytes of a text are
 * no UTF-8.
 *
 * @throws StoreError `damaged`
 */
export function textOf(bytes: ArrayBuffer | null, what: string): string {
  if (bytes === null) throw damaged(`${what} is missing`);
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw damaged(`${what} is no UTF-8`, cause);
  }
}

/** The checksum of a batch of events or a snapshot: of its place in the log and its bytes. */
export function placedSum(version: number, text: string | ArrayBuffer): number {
  return crc32(typeof text === 'string' ? text : new Uint8Array(text), crc32(`${version}:`));
}

/** The checksum of what never changes in a session's record. */
export function recordSum(id: string, roomCode: string, createdAt: number): number {
  return crc32(`${id} ${roomCode} ${createdAt}`);
}
