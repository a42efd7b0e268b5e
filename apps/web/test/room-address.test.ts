import { describe, expect, it } from 'vitest';
import { ownLink, roomInAddress } from '../src/shared/links/room-address.ts';
import { secretsInAddress } from '../src/shared/links/session-links.ts';

describe('roomInAddress', () => {
  it.each([
    ['/ACDEFG', '', 'ACDEFG'],
    ['/acdefg/', '', 'ACDEFG'],
    ['/', '?room=acd-efg', 'ACDEFG'],
    ['/', '', ''],
    ['/host', '', ''],
    ['/ACDEFGH', '', ''],
    ['/', '?room=ACD', ''],
    ['/ACDEFG.', '', 'ACDEFG'],
    [encodeURI('/АСДEFG'.replace('Д', 'D')), '', 'ACDEFG'],
  ])('reads %s%s as %j', (pathname, search, code) => {
    expect(roomInAddress({ pathname, search })).toBe(code);
  });
});

describe('ownLink', () => {
  it('keeps the secret out of requests', () => {
    const url = new URL(ownLink('https://game.example', { session: 's1', token: 'secret/+&=' }));
    expect(url.pathname + url.search).toBe('/');
    expect(secretsInAddress(url.hash)).toEqual({ session: 's1', token: 'secret/+&=' });
  });
});
