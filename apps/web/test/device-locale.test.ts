import { afterEach, expect, test, vi } from 'vitest';
import { csvSeparator } from '../src/shared/base/download.ts';
import { deviceLocale } from '../src/shared/i18n/device-locale.ts';

afterEach(() => void vi.unstubAllGlobals());

test.each([
  [['de-AT', 'en'], 'de-AT', ';'],
  [['ru_RU.UTF-8'], 'ru-RU', ';'],
  [['en-US@posix'], 'en-US', ','],
  [['C', 'de'], 'de', ';'],
])('a device that speaks %j is one of %s', (languages, locale, separator) => {
  vi.stubGlobal('navigator', { languages });
  expect(deviceLocale()).toBe(locale);
  expect(csvSeparator()).toBe(separator);
});

test('a device that names no language at all still gets its gradebook', () => {
  for (const languages of [['C'], ['c'], [''], [], ['%', '1']]) {
    vi.stubGlobal('navigator', { languages });
    expect(deviceLocale(), JSON.stringify(languages)).toBeUndefined();
    expect([',', ';']).toContain(csvSeparator());
  }
});
