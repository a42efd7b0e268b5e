import { languages } from '@ack-attack/engine';
import { IntlMessageFormat } from 'intl-messageformat';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe.each(languages)('how many customers were served, in %s', (language) => {
  const say = (catalogue: string, key: string, values: Record<string, number>) => {
    const url = new URL(`../../../packages/lesson/src/catalogues/${language}/${catalogue}.json`, import.meta.url);
    const texts = JSON.parse(readFileSync(url, 'utf8')) as Record<string, string>;
    return new IntlMessageFormat(texts[key]!, language).format(values);
  };

  it.each([
    ['common', 'common.served'],
    ['play', 'play.reveal.served'],
  ])('is a sentence of its own where none was due (%s)', (catalogue, key) => {
    expect(say(catalogue, key, { served: 0, due: 0 })).not.toMatch(/\d/);
    expect(say(catalogue, key, { served: 2, due: 5 })).toMatch(/2\D+5/);
    expect(say(catalogue, key, { served: 0, due: 1 })).toMatch(/0\D+1/);
  });
});
