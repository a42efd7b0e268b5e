import { readdirSync, readFileSync } from 'node:fs';
import { systems } from '@ack-attack/engine';
import { describe, expect, it } from 'vitest';
import { systemChoices } from '../src/index.ts';

const from = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

interface Named {
  readonly id: string;
}

/** Facts of docs/sources.md by their keys, each with the rest of its entry. */
const facts = new Map(
  from('../../../docs/sources.md')
    .split(/\n\n|\n(?=- )/)
    .flatMap((entry) => {
      const key = /^- \*\*`(.+?)`\*\* /.exec(entry)?.[1];
      return key === undefined ? [] : [[key, entry.trimEnd()] as const];
    }),
);
const named = JSON.parse(from('../src/sources.json')) as Record<
  'questions' | 'cards' | 'texts',
  Record<string, readonly string[]>
>;
const lessons = readdirSync(new URL('../src/content/', import.meta.url)).map(
  (file) => JSON.parse(from(`../src/content/${file}`)) as { questions: readonly Named[]; cards: readonly Named[] },
);
const catalogues = readdirSync(new URL('../src/catalogues/en/', import.meta.url)).map(
  (file) => JSON.parse(from(`../src/catalogues/en/${file}`)) as Record<string, string>,
);
const texts = Object.assign({}, ...catalogues) as Record<string, string>;
const ofSystems = systems.filter((system) => system !== 'plain');
const isSystem = /RabbitMQ|SQS|Kafka/;

describe('sources', () => {
  it('have an address, a version and the day on which it was checked for each fact', () => {
    expect(facts.size).toBeGreaterThan(30);
    for (const [key, entry] of facts) {
      expect(entry, key).toMatch(/Source: \S[^]+ Checked: \d{4}-\d\d-\d\d\.$/);
      if (key !== 'spec') expect(entry, key).toMatch(/<https:[^]+ Version: /);
    }
  });

  it.each(['questions', 'cards'] as const)('are named by all %s, and by no other', (kind) => {
    const ids = lessons.flatMap((lesson) => lesson[kind].map(({ id }) => id));
    expect(Object.keys(named[kind]).sort()).toEqual(ids.sort());
  });

  it.each(['questions', 'cards'] as const)('are more than the rules of the game for %s on a system', (kind) => {
    const items = lessons.flatMap((lesson) => lesson[kind]).filter((item) => isSystem.test(JSON.stringify(item)));
    expect(items.filter(({ id }) => named[kind][id]?.every((key) => key === 'spec'))).toEqual([]);
  });

  it('are named by what is said of a system, and by its profile', () => {
    for (const system of ofSystems) {
      expect(named.texts[`systems.about.${system}`], system).toBeDefined();
      expect(systemChoices[system].facts.length, system).toBeGreaterThan(0);
    }
    expect(Object.keys(named.texts).filter((key) => !(key in texts))).toEqual([]);
  });

  it('are all there, and none of them is named by nobody', () => {
    const keys = [
      ...Object.values(named).flatMap((sources) => Object.values(sources)),
      ...ofSystems.map((system) => systemChoices[system].facts),
    ];
    expect(keys.filter((sources) => sources.length === 0)).toEqual([]);
    expect(new Set(keys.flat())).toEqual(new Set(facts.keys()));
  });
});
