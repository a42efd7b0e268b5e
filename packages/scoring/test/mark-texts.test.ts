import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chainSteps, markRules, misconceptionIds, momentCauses } from '../src/index.ts';

test.each(['en', 'ru'])('every mark and moment has its words in %s, and no words are left over', (language) => {
  const file = new URL(`../../lesson/src/catalogues/${language}/marks.json`, import.meta.url);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const wanted = [
    'myth',
    ...['unseen', 'caught', 'shaky', 'solid'].flatMap((stand) => [`stand.${stand}`, `stands.${stand}`]),
    ...Object.keys(markRules).map((rule) => `rule.${rule}`),
    ...misconceptionIds.flatMap((subject) => [`subject.${subject}`, `truth.${subject}`, `next.${subject}`]),
    ...Object.keys(momentCauses).map((kind) => `moment.${kind}`),
    ...new Set(Object.values(momentCauses).flatMap((causes) => causes.map((cause) => `cause.${cause}`))),
    ...chainSteps.map((step) => `chain.${step}`),
  ];
  expect(Object.keys(texts).sort()).toEqual(wanted.map((key) => `marks.${key}`).sort());
  for (const { about } of Object.values(markRules)) expect(misconceptionIds).toContain(`${about}`);
});
