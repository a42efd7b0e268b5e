import { expect, test } from 'vitest';
import { normalizeRoomCode, roomCodeAlphabet } from '../src/index.ts';

test('a room code has no letters that look or sound alike', () => {
  expect(roomCodeAlphabet).not.toMatch(/[ILOQSUVBZ0-9]/);
  expect(new Set(roomCodeAlphabet).size).toBe(roomCodeAlphabet.length);
});

test.each([
  ['spaces, dots and dashes', [' acd-efg ', 'a c d e f g', 'ACD.EFG', 'ACDEFG.', '«acdefg»', 'ACD\u200bEFG'], 'ACDEFG'],
  ['Cyrillic letters', ['ЕМJНЕR', 'емjнеr', 'ЁМJНЁR', 'EМJHER'], 'EMJHER'],
  ['Greek letters', ['ΕΜJΗΕR', 'εμjηεr'], 'EMJHER'],
  ['all twins of the alphabet', ['АСЕНКМ'], 'ACEHKM'],
  ['the other twins of the alphabet', ['РТХУЈА'], 'PTXYJA'],
  ['full width, bold and accents', ['ＥＭＪＨＥＲ', 'ｅｍｊｈｅｒ', '𝐄𝐌𝐉𝐇𝐄𝐑', 'ÉMJHĖR'], 'EMJHER'],
  [
    'a link',
    [
      'http://192.168.1.20:3000/EMJHER',
      'https://game.school.example/emjher?lang=ru#top',
      'game.school.example/EMJHER/',
      '/EMJHER.',
      '/ЕМJНЕR',
      'http://[fd12::7]:3000/EMJHER',
      'http://host/?room=emj-her',
      'Join at http://192.168.1.20:3000/EMJHER now!',
      'http://acdefg/EMJHER',
      ' http：／／192.168.1.20：3000／EMJHER',
    ],
    'EMJHER',
  ],
])('a room code is understood with %s', (_how, typed, code) => {
  for (const text of typed) expect(normalizeRoomCode(text), text).toBe(code);
});

test('a text that is no room code does not become one', () => {
  for (const text of [
    '',
    'EMJHE',
    'EMJHERA',
    'http://host/stage#session',
    'http://acdefg',
    'http://acdefg/host',
    '/host',
  ]) {
    expect(normalizeRoomCode(text), text).not.toMatch(/^[A-Z]{6}$/);
  }
});
