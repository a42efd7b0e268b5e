import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRoundFile } from './round-file.ts';
import { tableSizes, textbookTables } from './textbooks.ts';

const root = join(import.meta.dirname, '..', '..');
const example = join(import.meta.dirname, 'example.json');
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'adversary-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function adversary(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsx, join(root, 'tools/adversary/run.ts'), ...args], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

const written = () => JSON.parse(readFileSync(example, 'utf8')) as Record<string, unknown>;
/** The example with some fields changed, as a file. */
function changed(changes: Record<string, unknown>): string {
  const path = join(folder, 'round.json');
  writeFileSync(path, JSON.stringify({ ...written(), ...changes }, undefined, 2));
  return path;
}

test('a break is told in words and in JSON, with what is certified, and the exit code is 1', () => {
  const { code, out } = adversary(example);
  expect(code).toBe(1);
  expect(out).toContain('Broken: exactly-once on rabbitmq, by 1 fault.');
  expect(out).toMatch(/crash L1\.C1 after its step \d+/);
  expect(out).toContain('has two effects');
  expect(out).toContain('kept under every schedule of up to 0 faults');
  const json = adversary(example, '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    outcome: 'broken',
    schedule: [{ fault: { kind: 'crash', seat: 'L1.C1' } }],
    breaks: [{ order: 'o1', what: 'duplicate' }],
    certified: { keptUnder: 0, contract: 'exactly-once', system: 'rabbitmq', seed: 1 },
  });
});

test('a contract that is kept has a certificate that names orders, kinds, number and model, and the exit code 0', () => {
  const kept = changed({ policies: { producer: 'exactly-once', broker: 'exactly-once', consumer: 'exactly-once' } });
  const { code, out } = adversary(kept, '--faults', '1');
  expect(code).toBe(0);
  expect(out).toContain('Kept: exactly-once on rabbitmq stands every schedule of up to 1 fault.');
  for (const part of [
    /drop, duplicate, delay/,
    /500 ms, 1500 ms/,
    /1 producer, 1 broker, 1 consumer, seed 1/,
    /SPEC\.md/,
  ])
    expect(out).toMatch(part);
  expect(JSON.parse(adversary(kept, '--faults', '1', '--json').out)).toMatchObject({
    outcome: 'kept',
    certified: { keptUnder: 1, orders: [{ atMs: 500 }, { atMs: 1_500 }], powers: { kinds: expect.any(Array) } },
  });
});

test('a quick search says that it certifies nothing', () => {
  const broken = adversary(example, '--quick');
  expect(broken.code).toBe(1);
  expect(broken.out).toContain('Broken: exactly-once on rabbitmq, by 1 fault.');
  expect(broken.out).toContain('Certified: nothing.');
  const kept = changed({ policies: { producer: 'exactly-once', broker: 'exactly-once', consumer: 'exactly-once' } });
  const { code, out } = adversary(kept, '--quick', '--faults', '1', '--json');
  expect(code).toBe(0);
  const report = JSON.parse(out) as { outcome: string; certified: object };
  expect(report.outcome).toBe('not-found');
  expect(report.certified).not.toHaveProperty('keptUnder');
});

test('what cannot be searched is refused with the place and the reason, and the exit code is 2', () => {
  const policies = written().policies as Record<string, unknown>;
  const consumer = policies.consumer as Record<string, unknown>;
  const refused = (args: readonly string[], reason: RegExp) => {
    const { code, out, err } = adversary(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(reason);
  };
  refused([], /name one file/);
  refused([example, '--faults', '9'], /--faults/);
  refused([join(folder, 'nowhere.json')], /cannot be read/);
  refused([changed({ seed: undefined })], /line \d+: seed: missing/);
  // The engine's own check.
  refused([changed({ policies: { ...policies, consumer: { ...consumer, work: 'commit' } } })], /no commit/);
});

test('a file is checked field by field', () => {
  const read = (changes: Record<string, unknown>) => () => parseRoundFile(readFileSync(changed(changes), 'utf8'));
  const policies = written().policies as Record<string, unknown>;
  expect(read({ settings: { contract: 'never' } })).toThrow(/settings\.contract: wrong-value/);
  expect(read({ policies: { ...policies, producer: policies.consumer } })).toThrow(
    /policies\.producer.*no policy of a producer/,
  );
  expect(read({ policies: { ...policies, broker: undefined } })).toThrow(/policies\.broker: missing/);
  expect(read({ orders: 0 })).toThrow(/orders: wrong-value/);
  const list = (orderList: unknown) => read({ orders: undefined, orderList });
  expect(list([{ at: 1 }])).toThrow(/orderList\[0\]\.atMs: missing/);
  expect(list(undefined)).toThrow(/orders or orderList/);
  expect(list([{ atMs: 700, poison: true }])().round.orders).toEqual([{ atMs: 700, poison: true }]);
  expect(read({ powers: { kinds: ['flood'] } })).toThrow(/powers\.kinds\[0\]: wrong-value/);
  expect(read({ speed: 1 })).toThrow(/speed: unknown/);
  expect(read({ shape: { producers: 2, consumers: 2 } })().round.shape).toEqual({ producers: 2, consumers: 2 });
});

test('the tables in docs/adversary.md are those that the search makes', () => {
  const [, written = ''] = readFileSync(join(root, 'docs/adversary.md'), 'utf8').split('<!-- table -->');
  expect(textbookTables(tableSizes)).toBe(written.trim());
});
