import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { vectorFile, type Vector } from './format.ts';
import { randomVector } from './generate.ts';
import { playVector } from './play.ts';
import { Impossible, Reference } from './reference.ts';

const here = import.meta.dirname;
const lessonPath = join(here, '../../packages/lesson/src/trace/vectors.json');
const lesson = vectorFile.parse(JSON.parse(readFileSync(lessonPath, 'utf8')));
const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: unknown): string {
  const path = join(folder, `${++files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function runner(...paths: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(here, 'run.ts'), ...paths], {
    cwd: join(here, '..', '..'),
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, lines, stderr };
}

/** What the reference makes of a vector: its tally, or the number of the step it refuses. */
function judge(vector: Vector): { got: Record<string, unknown> | null; refusedAt?: number } {
  const reference = new Reference(vector.profile);
  for (const [index, step] of vector.steps.entries()) {
    try {
      reference.run(step);
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      return { got: null, refusedAt: index + 1 };
    }
  }
  return { got: reference.tally() };
}

describe('the lesson', () => {
  it('has 24 vectors', () => expect(lesson).toHaveLength(24));

  it.each(lesson)('ends as it says: $name', (vector) => {
    expect(playVector(vector).got).toStrictEqual(vector.expect);
    expect(judge(vector).got).toStrictEqual(vector.expect);
  });
});

describe('the engine and the reference agree', () => {
  it.each([0, 0.02, 0.3])('on 2,000 random vectors with a share of %d of the impossible steps', (oddity) => {
    const met = { refused: 0, duplicates: 0, lost: 0, parked: 0, pending: 0 };
    for (let seed = 1; seed <= 2_000; seed++) {
      const vector = randomVector(seed, oddity);
      const outcome = playVector(vector);
      const { got, refusedAt } = judge(vector);
      const refused = /^step (\d+):/.exec(outcome.error ?? '')?.[1];
      const said = { got: outcome.got, refusedAt: refused === undefined ? undefined : Number(refused) };
      expect(said, JSON.stringify(vector)).toStrictEqual({ got, refusedAt });
      if (outcome.got === null) met.refused++;
      else for (const key of ['duplicates', 'lost', 'parked', 'pending'] as const) met[key] += outcome.got[key];
    }
    // The vectors are worth comparing only if the interesting ends occur.
    expect(met.refused > 0).toBe(oddity > 0);
    if (oddity === 0) expect(Math.min(met.duplicates, met.lost, met.parked, met.pending)).toBeGreaterThan(40);
  });
});

describe('the runner', () => {
  it('prints a line for each vector, in order, and exits 0 where all are right', () => {
    const { status, lines } = runner(lessonPath, lessonPath);
    expect(status).toBe(0);
    expect(lines).toHaveLength(48);
    expect(lines.map((line) => JSON.parse(line).name)).toEqual([...lesson, ...lesson].map((vector) => vector.name));
    const line = JSON.parse(lines[0] ?? '');
    expect(Object.keys(line)).toEqual(['name', 'ok', 'expect', 'got']);
    expect(JSON.stringify(line.got)).toBe(JSON.stringify(lesson[0]?.expect));
  });

  it('exits 1 where one differs, and plays the others all the same', () => {
    const [first, second] = lesson;
    const wrong = { ...first, expect: { ...first?.expect, lost: 1 } };
    const { status, lines } = runner(file([wrong, second]));
    expect(status).toBe(1);
    expect(lines.map((line) => JSON.parse(line).ok)).toEqual([false, true]);
  });

  it('names the step that was refused', () => {
    const steps = [
      { do: 'order', order: 'o' },
      { do: 'store', copy: 'k' },
    ];
    const { status, lines } = runner(file([{ name: 'no copy', steps, expect: lesson[0]?.expect }]));
    expect(status).toBe(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ ok: false, got: null, error: 'step 2: no copy k' });
  });

  it('refuses a check that says something else', () => {
    const steps = (lesson[0]?.steps ?? []).map((step) => (step.do === 'check' ? { ...step, says: 'seen' } : step));
    const { status, lines } = runner(file([{ name: 'wrong check', steps }]));
    expect(status).toBe(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ok: false,
      got: null,
      error: 'step 6: check said new, not seen',
    });
  });

  it('prints the tally of a vector that expects nothing', () => {
    const { status, lines } = runner(file([{ name: 'open', steps: lesson[0]?.steps }]));
    expect(status).toBe(0);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ ok: true, expect: null, got: lesson[0]?.expect });
  });

  it.each([
    ['no JSON', '[{'],
    ['no list', { name: 'x', steps: [] }],
    ['an unknown step', [{ name: 'x', steps: [{ do: 'explode' }] }]],
    ['a step without its names', [{ name: 'x', steps: [{ do: 'publish', order: 'o' }] }]],
    ['an unknown profile', [{ name: 'x', profile: { ackMode: 'sometimes' }, steps: [] }]],
  ])('says what is wrong with a file that has %s, and exits 2', (_, content) => {
    const path = file(content);
    const { status, lines, stderr } = runner(lessonPath, path);
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
    expect(stderr).toContain(path);
  });

  it('asks for a file where none is named, and says so where one is missing', () => {
    expect(runner()).toMatchObject({ status: 2, lines: [] });
    expect(runner(join(folder, 'nowhere.json')).stderr).toContain('nowhere.json');
  });

  it('prints one line for each of 1,000 vectors, in their order, passed or failed', () => {
    const vectors = Array.from({ length: 1_000 }, (_, index) => randomVector(10_000 + index, 0.02));
    const told = runner(file(vectors)).lines.map((line) => JSON.parse(line) as { name: string; got: unknown });
    expect(told.map(({ name }) => name)).toEqual(vectors.map(({ name }) => name));
    expect(told.map(({ got }) => got)).toEqual(vectors.map((vector) => judge(vector).got));
  });
});
