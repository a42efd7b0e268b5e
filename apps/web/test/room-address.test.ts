import { describe, expect, it } from 'vitest';
import { roomInAddress } from '../src/phone/room-address.ts';

describe('roomInAddress', () => {
  it.each([
    ['/ACDEFG', '', 'ACDEFG'],
    ['/acdefg/', '', 'ACDEFG'],
    ['/', '?room=acd-efg', 'ACDEFG'],
    ['/', '', ''],
    ['/host', '', ''],
    ['/ACDEFGH', '', ''],
    ['/', '?room=ACD', ''],
  ])('reads %s%s as %j', (pathname, search, code) => {
    expect(roomInAddress({ pathname, search })).toBe(code);
  });
});
