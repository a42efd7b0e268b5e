import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/runbook');
const pages = readdirSync(folder).filter((name) => name !== 'README.md');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** All sources of a folder as one text. */
function sources(path: string): string {
  const names = readdirSync(join(root, path), { recursive: true, encoding: 'utf8' });
  return names.map((name) => (/\.ts$/.test(name) ? read(`${path}/${name}`) : '')).join('\n');
}

const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`);
const server = ['apps/server/src', ...packages].map(sources).join('\n');

test('every page is in the index, and the index leads nowhere else', () => {
  const linked = [...read('docs/runbook/README.md').matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name!);
  expect([...linked].sort()).toEqual([...pages].sort());
  for (const path of ['README.md', 'infra/README.md']) expect(read(path)).toContain('docs/runbook/README.md');
});

test.each(pages)('%s gives symptom, cause and remedy, and its links lead somewhere', (name) => {
  const text = read(`docs/runbook/${name}`);
  for (const part of ['Symptom', 'Cause', 'What to do']) expect(text).toMatch(new RegExp(`^(## |\\*\\*)${part}`, 'm'));
  for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
    expect(existsSync(join(folder, target!)), target).toBe(true);
  }
});

/** Names in backticks: metrics, and labels of them as in `name{reason="x"}`. */
test.each(pages)('%s names metrics and log lines as the server does', (name) => {
  const text = read(`docs/runbook/${name}`);
  for (const [, metric, label, value] of text.matchAll(/`ack_attack_(\w+)(?:\{(\w+)="([\w-]+)"\})?`/g)) {
    expect(server, metric).toMatch(new RegExp(`'${metric!.replace(/_(bucket|count|sum)$/, '')}'`));
    if (label === undefined) continue;
    expect(server, label).toContain(label);
    expect(server, value).toMatch(new RegExp(`['"\`]${value}['"\`]`));
  }
  // A line of the log stands in quotes after its level in backticks.
  for (const [, line] of text.matchAll(/`(?:info|warn|error|fatal)`[^"`]{0,12}"([^"]+)"/g)) {
    expect(server, line).toContain(line!.replace(/\s+/g, ' '));
  }
  // Variables that somebody is to set.
  for (const [, variable] of text.matchAll(/`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)) {
    expect(`${server} ${read('README.md')}`, variable).toContain(variable);
  }
});

test('every alert leads to a page of the runbook', () => {
  const { groups } = parse(read('infra/prometheus/alerts.yaml')) as {
    groups: { rules: { alert: string; annotations: Record<string, string> }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, annotations } of rules) {
    const page = /^docs\/runbook\/([\w-]+\.md)$/.exec(annotations['runbook'] ?? '')?.[1];
    expect(pages, alert).toContain(page);
  }
});
