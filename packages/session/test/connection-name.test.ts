import { expect, it } from 'vitest';
import { isOlder, nameConnection, serverOf } from '../src/base/connection-name.ts';

const openedAt = 1_800_000_000_000;

it('a connection is older than one that was opened after it, at whatever server', () => {
  const first = nameConnection('b', openedAt, 7);
  const second = nameConnection('a', openedAt + 1, 1);
  expect(isOlder(first, second)).toBe(true);
  expect(isOlder(second, first)).toBe(false);
  expect(isOlder(first, first)).toBe(false);
  expect(serverOf(first)).toBe('b');
});

it('a clock that was set back by an hour does not make what is new look old', () => {
  const before = nameConnection('a', openedAt, 1);
  expect(isOlder(nameConnection('b', openedAt - 3_600_000, 1), before)).toBe(false);
});

it('nothing is older than a name of an earlier version, which tells no time', () => {
  expect(isOlder(nameConnection('a', openedAt, 1), 'b/1')).toBe(false);
});
