import { connect } from 'node:net';
import { randomInt } from '@ack-attack/engine';
import type { Attack } from './attack.ts';
import { frame, openRawWebSocket, opcode } from './raw-websocket.ts';

/** Whole numbers from 0 up to, not including, a limit; the same for the same seed. */
export type Dice = (limit: number) => number;

export function dice(seed: number): Dice {
  let rolls = 0;
  return (limit) => randomInt(0, limit - 1, seed, 'frames', rolls++);
}

const texts = [
  ...['', '0', '1', '2', '2probe', '3', '3probe', '4', '5', '6', '7', '9', '40', '41', '42', '43', '44', '45', '46'],
  ...['40/admin,', '41/admin,', '40{"greeting":null}', '40{"greeting":{"event":"command","message":{}}}', '42[]'],
  ...['42["command"]', '42["command",{"seq":1,"id":"x","command":{"type":"finishSession"}}]', '42["__proto__",1]'],
  ...['42["disconnect"]', '42{"a":1}', '4299999999999999999999["x"]', '431[1]', '43999999999["x"]', '42["join",null]'],
  ...['451-["x",{"_placeholder":true,"num":0}]', '4599-["x"]', '45-1-["x"]', '451-["x",{"_placeholder":true,"num":9}]'],
  ...['b', 'bAAAA', 'b!!!!', '\u0000', '4\u2028', '42["\\ud800"]', '42["hello",{"protocol":1,"as":"console"}]'],
];

/** Something that a client might write into a WebSocket, rarely what it should. */
function rawFrames(roll: Dice): Buffer {
  const text = () => texts[roll(texts.length)]!;
  const noise = (most: number) => Buffer.from(Array.from({ length: roll(most) }, () => roll(256)));
  switch (roll(14)) {
    case 0:
      return noise(60);
    case 1:
      return frame(opcode.binary, noise(40));
    case 2:
      return frame([opcode.ping, opcode.pong][roll(2)]!, noise(125));
    case 3:
      return frame(opcode.close, noise(8));
    case 4:
      // Opcodes and bits that are reserved.
      return Buffer.concat([Buffer.from([roll(256), 0x80]), Buffer.alloc(4)]);
    case 5:
      // A length that never comes, or that no machine has.
      return Buffer.from([0x81, 0xff, ...Array.from({ length: 8 }, () => roll(256)), 0, 0, 0, 0]);
    case 6:
      // No mask, which clients must have.
      return Buffer.concat([Buffer.from([0x81, 2]), Buffer.from('40')]);
    case 7:
      return Buffer.concat([frame(opcode.text, text(), false), frame(opcode.continuation, text(), roll(2) === 0)]);
    case 8:
      return frame(opcode.continuation, text());
    case 9:
      return frame(opcode.text, `42["x","${'x'.repeat(roll(70_000))}"]`);
    case 10:
      // Bytes that are no UTF-8.
      return frame(opcode.text, Buffer.from([0x34, 0x32, 0xff, 0xfe, roll(256)]));
    default: {
      const given = text();
      const at = roll(given.length + 1);
      return frame(
        opcode.text,
        roll(2) ? given : `${given.slice(0, at)}${String.fromCharCode(roll(256))}${given.slice(at)}`,
      );
    }
  }
}

/** What a client might post by polling. */
function rawBody(roll: Dice): string {
  return Array.from({ length: 1 + roll(20) }, () => texts[roll(texts.length)]!).join(['\x1e', '', '\n'][roll(3)]!);
}

/** Writes what a seed gives over one connection until that ends, or so many frames are written. */
export async function writeRawFrames(port: number, roll: Dice, frames = 40): Promise<void> {
  const socket = await openRawWebSocket(port).catch(() => undefined);
  if (!socket) return;
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.resume();
  if (roll(4) > 0) socket.write(frame(opcode.text, '40'));
  for (let written = 0; written < frames && !socket.destroyed; written++) {
    socket.write(rawFrames(roll));
    // Now and then the server reads before there is more.
    if (roll(8) === 0) await new Promise(setImmediate);
  }
  if (roll(3) === 0) socket.destroy();
  else socket.end();
  setTimeout(() => socket.destroy(), 2_000).unref();
  await ended;
}

/** Posts what a seed gives to a session of long polling, or to none. */
export async function postRawBodies(url: string, roll: Dice, bodies = 8): Promise<void> {
  const polling = `${url}/socket.io/?EIO=${[4, 4, 4, 3, 9][roll(5)]!}&transport=polling`;
  const signal = AbortSignal.timeout(20_000);
  const opened = await fetch(polling, { signal }).then((answer) => answer.text());
  const sid = /"sid":"([^"]+)"/.exec(opened)?.[1] ?? 'none';
  for (let posted = 0; posted < bodies; posted++) {
    const body = rawBody(roll);
    await fetch(`${polling}&sid=${sid}`, { method: 'POST', body, signal }).then((answer) => answer.text());
  }
}

/** Half an HTTP request, or one that is none. */
export function writeRawRequest(port: number, roll: Dice): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {}).once('close', () => resolve());
    const lines = [
      'GET / HTTP/1.1',
      'POST /socket.io/ HTTP/9.9',
      'Host: a',
      'Upgrade: h2c',
      'Content-Length: -1',
      '\u0000',
    ];
    for (let line = 0; line < 4; line++) socket.write(`${lines[roll(lines.length)]!}\r\n`);
    socket.end('\r\n');
    socket.resume();
    setTimeout(() => socket.destroy(), 2_000).unref();
  });
}

export const rawFrameFuzz: Attack = {
  what: 'rubbish below Socket.IO, over WebSockets, by polling and as HTTP',
  async run({ url, port, signal }) {
    let seeds = 0;
    const worker = async () => {
      while (!signal.aborted) {
        const roll = dice(++seeds);
        await writeRawFrames(port, roll);
        if (seeds % 4 === 0) await postRawBodies(url, roll).catch(() => undefined);
        if (seeds % 8 === 0) await writeRawRequest(port, roll);
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return `${seeds} connections' worth`;
  },
};
