import { roomCodeAlphabet, roomCodeLength } from '@ack-attack/protocol';

/** @param random a number from 0 up to, not including, 1 */
export function newRoomCode(random: () => number): string {
  let code = '';
  while (code.length < roomCodeLength) code += roomCodeAlphabet[Math.floor(random() * roomCodeAlphabet.length)];
  return code;
}
