import type { Attack } from './attack.ts';
import { flood, frame, openRawWebSocket, opcode } from './raw-websocket.ts';

/** What is written at a time, so that a flood which is cut off early counts what it wrote. */
const atMost = { frames: 500, bytes: 250_000 };

/** One connection that sends one kind of frame as fast as it can, and comes again when it is cut off. */
function frameFlood(what: string, one: Buffer): Attack {
  const atOnce = Math.min(atMost.frames, Math.floor(atMost.bytes / one.length));
  const many = Buffer.concat(Array<Buffer>(atOnce).fill(one));
  return {
    what: `one WebSocket sends ${what} as fast as it can`,
    async run({ port, signal }) {
      let [written, connections, refused] = [0, 0, 0];
      while (!signal.aborted) {
        try {
          const socket = await openRawWebSocket(port);
          connections++;
          // What the server says is read, or its own bounds would end this.
          socket.resume();
          socket.write(frame(opcode.text, '40'));
          written += (await flood(socket, many, signal)) * atOnce;
        } catch {
          refused++;
        }
      }
      return `${written} frames written over ${connections} connections, ${refused} refused`;
    },
  };
}

export const eventFlood = frameFlood('events', frame(opcode.text, '42["sync",{"version":0,"sentAt":1}]'));
export const largeEventFlood = frameFlood('events of 30 KB', frame(opcode.text, `42["x","${'x'.repeat(30_000)}"]`));
export const pongFlood = frameFlood('pongs of Engine.IO', frame(opcode.text, '3'));
export const acknowledgementFlood = frameFlood('acknowledgements', frame(opcode.text, '431[1]'));
export const namespaceFlood = frameFlood('connects to unknown namespaces', frame(opcode.text, '40/n,'));
export const pingFlood = frameFlood('pings of the WebSocket', frame(opcode.ping, ''));
export const emptyFrameFlood = frameFlood('empty frames', frame(opcode.continuation, '', false));
