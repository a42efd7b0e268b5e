import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GameEvent } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import {
  ArchiveError,
  formatShiViz,
  Keyframes,
  insights,
  marks,
  parseArchive,
  ReplayCursor,
  SessionReading,
  sessionReport,
  spaceTime,
  story,
} from '../src/index.ts';
import { RecordedSession, troubledSession } from './recorded-session.ts';

/** Numbers by a seed, from 0 up to, not including, 1. */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

function archiveOf(events: readonly unknown[]): string {
  const { session } = events[0] as { session: string };
  const header = { format: 'ack-attack-log', version: 1, session, events: events.length };
  return [header, ...events].map((line) => JSON.stringify(line)).join('\n');
}

const values: readonly unknown[] = [
  null,
  true,
  '',
  'x',
  'L1',
  'L9.P1',
  '__proto__',
  'constructor',
  -1,
  0,
  0.5,
  1e9,
  1e300,
  [],
  [null],
  {},
  { leg: 'publish' },
  { kind: 'crash' },
];

/** An object or list somewhere in a value, drawn by chance. */
function somewhere(value: object, draw: () => number): object {
  const inner = Object.values(value).filter((one): one is object => typeof one === 'object' && one !== null);
  if (inner.length === 0 || draw() < 0.4) return value;
  return somewhere(inner[Math.floor(draw() * inner.length)]!, draw);
}

/** A log of which something is another thing, and whose header and lines are still in order. */
function mutant(events: readonly GameEvent[], draw: () => number): readonly unknown[] {
  const changed = structuredClone(events) as unknown as object[];
  for (let changes = 1 + Math.floor(draw() * 3); changes > 0; changes--) {
    const at = Math.floor(draw() * changed.length);
    const place = somewhere(changed[at]!, draw) as Record<string, unknown>;
    const names = Object.keys(place);
    const name = names[Math.floor(draw() * names.length)] ?? 'x';
    const how = draw();
    if (how < 0.25) delete place[name];
    else if (how < 0.8) place[name] = structuredClone(values[Math.floor(draw() * values.length)]);
    else if (how < 0.9) changed.splice(at, 1);
    else changed.splice(at, 0, structuredClone(changed[at]!));
  }
  return changed;
}

/** Everything that pages show of a log. */
function show(events: readonly GameEvent[]): void {
  marks(events);
  formatShiViz(events);
  sessionReport(new SessionReading(events));
  const keyframes = new Keyframes(events);
  const { state } = keyframes.end;
  const cursor = new ReplayCursor(events);
  for (const version of [0, Math.floor(events.length / 2), events.length]) cursor.seek(version);
  for (const lane of state.lanes) {
    spaceTime(events, state.round, lane.id);
    for (const seat of lane.seats) insights(state, lane.id, seat.id);
    for (const { id } of lane.orders.slice(0, 3)) story(events, { round: state.round, lane: lane.id, order: id });
  }
}

const golden = (name: string) =>
  parseArchive(readFileSync(join(import.meta.dirname, `../../../tests/golden/${name}.jsonl`), 'utf8')).events;

describe('a log that was tampered with', () => {
  test.each<[string, () => readonly GameEvent[]]>([
    ['of two troubled rounds', () => troubledSession().events],
    ['of a senior round on Kafka', () => golden('0.1.0-senior-kafka').slice(0, 1_500)],
    ['of a round by hand', () => golden('0.1.0-middle-by-hand').slice(0, 1_500)],
  ])('%s is refused with its line, or all of it can be shown', (_, recorded) => {
    const events = recorded();
    const draw = drawing(20);
    const counts = { refused: 0, shown: 0 };
    for (let number = 0; number < 200; number++) {
      const forged = mutant(events, draw);
      if ((forged[0] as { type?: unknown } | undefined)?.type !== 'sessionOpened') continue;
      try {
        show(parseArchive(archiveOf(forged)).events);
        counts.shown++;
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw new Error(`mutant ${number} is not shown`, { cause: error });
        expect(error.line).toBeGreaterThanOrEqual(1);
        counts.refused++;
      }
    }
    expect(counts.refused).toBeGreaterThan(30);
    expect(counts.shown).toBeGreaterThan(30);
  });
});

describe('a log of what no session can hold is refused with its line', () => {
  const opened = new RecordedSession().events[0]!;
  const started = troubledSession().events.find(({ type }) => type === 'roundStarted')!;
  const repeated = (count: number, of: (at: number) => unknown) => Array.from({ length: count }, (_, at) => of(at));
  test.each<[string, readonly unknown[], number, ArchiveError['fault']]>([
    [
      '60,000 players',
      repeated(60_000, (at) => ({ type: 'playerJoined', at: 0, player: `u${at}`, name: '', tokenHash: '' })),
      63,
      'beyond',
    ],
    [
      'a thousand million partitions',
      [
        {
          ...started,
          at: 0,
          settings: { ...(started as { settings: object }).settings, profile: { partitions: 1e9 } },
        },
      ],
      3,
      'incomplete',
    ],
    [
      'a thousand lanes',
      [{ ...started, at: 0, lanes: repeated(1_000, (at) => ({ id: `L${at}`, seats: [] })) }],
      3,
      'incomplete',
    ],
    [
      'ten thousand open orders in a lane',
      [
        { ...started, at: 0 },
        ...repeated(10_000, (at) => ({
          type: 'orderPlaced',
          at: 0,
          lane: 'L1',
          order: `o${at}`,
          producer: 'L1.P1',
          content: { customer: 1, value: 1 },
        })),
      ],
      8_004,
      'beyond',
    ],
    ['a time beyond all sessions', [{ type: 'hostConnected', at: 1e300 }], 3, 'time'],
  ])('%s', (_, lines, line, fault) => {
    const refused = () => parseArchive(archiveOf([opened, ...lines]));
    expect(refused).toThrow(ArchiveError);
    try {
      refused();
    } catch (error) {
      expect(error).toMatchObject({ line, fault });
    }
  });
});
