import type { Socket } from 'socket.io';

export interface SendLimits {
  packets: number;
  /** UTF-16 units, which for JSON are about bytes. */
  characters: number;
}

/** A stage's first view of a full room is some 100 kB; a class's traffic for ten seconds is below both. */
export const sendLimits: SendLimits = { packets: 512, characters: 2_000_000 };

/**
 * Watches what waits for a client that does not read, and ends its connection before it costs the others memory. It
 * comes back with the version that it has, and gets what it missed in one view.
 *
 * @param onFull called once, when the connection was ended
 */
export function limitSendBuffer(socket: Pick<Socket, 'conn'>, limits: SendLimits, onFull: () => void): void {
  const { conn } = socket;
  let packets = 0;
  let characters = 0;
  let full = false;
  conn.on('packetCreate', ({ data }: { data?: unknown }) => {
    packets++;
    if (typeof data === 'string') characters += data.length;
    if (full || (packets <= limits.packets && characters <= limits.characters)) return;
    full = true;
    onFull();
    // What waits would keep a polite goodbye from ever being said.
    conn.close(true);
    conn.request.socket.destroy();
  });
  conn.on('flush', () => {
    packets = 0;
    characters = 0;
  });
}
