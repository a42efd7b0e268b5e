import { expect, test } from 'vitest';
import { addressOf, placeInAddress } from '../src/replay/base/replay-address.ts';

const page = { pathname: '/replay', search: '?lang=ru', hash: '#session=abc' };

test('a place that is written into the address is found there again', () => {
  const place = {
    ...{ round: 2, lane: 'L3', version: 412, order: 'o7', message: 'm9' },
    ...{ student: 'p-1_x', role: 'broker', leg: 'ack', outcome: 'lost-silently' },
    ...{ panel: 'what-if', seat: 'L3.B1', textbook: 'exactly-once', producer: 'retries.0_retryId.fresh' },
  } as Parameters<typeof addressOf>[1];
  const address = new URL(addressOf(page, place), 'http://example.org');
  expect(placeInAddress(address)).toEqual(place);
  expect(address.searchParams.get('lang')).toBe('ru');
  expect(address.hash).toBe('#session=abc');
});

test('an order no longer followed leaves the address', () => {
  const search = '?round=2&lane=L3&version=412&order=o7';
  expect(addressOf({ ...page, search }, { round: 2, version: 413 })).toBe('/replay?round=2&version=413#session=abc');
});

test.each([
  '?order=<b>',
  '?order=',
  `?order=${'o'.repeat(41)}`,
  '?role=boss&leg=arm&outcome=fine',
  '?lane=7&round=-1&version=1.5',
  '?panel=diagram&seat=L1.X1&textbook=twice&producer=a%20b&broker=&consumer=%3Cb%3E',
])('what is no place is left out: %s', (search) => expect(placeInAddress({ search })).toEqual({}));
