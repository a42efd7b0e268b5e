import { evolveAll, emptySession, type GameEvent, type PlayerId } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { ArchiveError, formatArchive, parseArchive, redact, verifyArchive } from '../src/index.ts';
import { sha256 } from './sha256.ts';
import { troubledSession } from './recorded-session.ts';

const { events } = troubledSession();
const text = formatArchive(events, sha256);
const lines = text.trimEnd().split('\n');

function refusal(source: string): { line: number; reason: string } {
  try {
    parseArchive(source);
  } catch (error) {
    if (error instanceof ArchiveError) return { line: error.line, reason: error.reason };
    throw error;
  }
  throw new Error('the archive was taken');
}

/** The archive with one line changed. */
function withLine(number: number, line: string): string {
  return lines.map((old, index) => (index === number - 1 ? line : old)).join('\n');
}

describe('an archive', () => {
  test('gives back every event but its secrets', () => {
    const archive = parseArchive(text);
    expect(archive.header).toEqual({
      format: 'ack-attack-log',
      version: 2,
      session: 'recorded',
      events: events.length,
      sha256: sha256(
        lines
          .slice(1)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    });
    expect(archive.events).toEqual(events.map((event) => redact(event)));
    const { players, ...rest } = evolveAll(emptySession, events);
    expect(evolveAll(emptySession, archive.events)).toEqual({
      ...rest,
      hostTokenHash: '',
      stageTokenHash: '',
      players: players.map((player) => ({ ...player, tokenHash: '' })),
    });
  });

  test('holds no hash of a secret', () => {
    expect(JSON.stringify(events)).toContain('hash-of-');
    expect(text).not.toContain('hash-of-');
  });

  test('names no student with extra time', () => {
    const at = events.at(-1)?.at ?? 0;
    const given = { type: 'extraTimeGiven', player: 'u1' as PlayerId, factor: 1.5, at } as const;
    const read = parseArchive(formatArchive([...events, given], sha256)).events.at(-1);
    expect(read).toEqual({ type: 'extraTimeGiven', player: '', factor: 1, at });
  });

  test('tells the answers of players to the host alone', () => {
    const at = events.at(-1)?.at ?? 0;
    const question = {
      id: 'q',
      kind: 'choose',
      fact: { en: 'f' },
      prompt: { en: 'Which?' },
      options: [
        { id: 'a', text: { en: 'A' } },
        { id: 'b', text: { en: 'B' } },
      ],
      right: 'a',
      explanation: { en: 'A it is.' },
    } as const;
    const player = 'u1' as PlayerId;
    const asked = { type: 'questionsAsked', quiz: 1, purpose: 'ticket', questions: [question], at } as const;
    const given = [
      { type: 'questionAnswered', player, question: 'q', answer: { choice: 'b', confidence: 'sure' }, at },
      { type: 'recallAnswered', player, question, answer: { choice: 'a' }, at },
    ] as const;
    const log = [...events, asked, ...given, { type: 'questionsClosed', at } as const];
    const answers = (archive: string) => parseArchive(archive).events.slice(-3, -1);
    expect(answers(formatArchive(log, sha256, 'host'))).toEqual(given);
    const hidden = { player: '', answer: {} };
    expect(answers(formatArchive(log, sha256))).toEqual(given.map((event) => ({ ...event, ...hidden })));
    // What was asked is everybody's to read, with the answer.
    expect(parseArchive(formatArchive(log, sha256)).events.at(-4)).toEqual(asked);
  });

  test('is read with line ends of any system and an empty end', () => {
    expect(parseArchive(`${lines.join('\r\n')}\r\n\r\n`)).toEqual(parseArchive(text));
  });

  test('keeps events of types that it does not know', () => {
    const unknown = { type: 'moonRose', at: events.at(-1)?.at ?? 0 };
    const longer = [...events, unknown as unknown as GameEvent];
    expect(parseArchive(formatArchive(longer, sha256)).events.at(-1)).toEqual(unknown);
  });

  test('cannot be written of a log without a beginning', () => {
    expect(() => formatArchive(events.slice(1), sha256)).toThrow(ArchiveError);
    expect(() => formatArchive([], sha256)).toThrow(ArchiveError);
  });
});

describe('a file that is no archive is refused with line and reason', () => {
  const last = lines.length;
  test.each<[string, string, number, RegExp]>([
    ['empty', '', 1, /not JSON/],
    ['foreign text', '<!doctype html>\n', 1, /not JSON/],
    ['foreign JSON', '{"name":"package"}\n', 1, /no log of Ack Attack/],
    ['an array', '[]', 1, /not a JSON object/],
    ['a later version', withLine(1, '{"format":"ack-attack-log","version":3}'), 1, /version 3/],
    [
      'a header without its hash',
      withLine(1, '{"format":"ack-attack-log","version":2,"session":"x","events":9}'),
      1,
      /hash/,
    ],
    ['a header without its count', withLine(1, '{"format":"ack-attack-log","version":1,"session":"x"}'), 1, /lacks/],
    ['the beginning cut off', [lines[0] ?? '', ...lines.slice(2)].join('\n'), 2, /does not begin/],
    ["another session's header", withLine(1, (lines[0] ?? '').replace('recorded', 'other')), 2, /does not begin/],
    ['the end cut off', lines.slice(0, -3).join('\n'), last - 3, /header says/],
    ['a line cut in two', withLine(40, (lines[39] ?? '').slice(0, 20)), 40, /not JSON/],
    ['an empty line within', withLine(40, ''), 40, /not JSON/],
    ['null for an event', withLine(40, 'null'), 40, /not a JSON object/],
    ['an event without type', withLine(40, '{"at":1}'), 40, /no type/],
    ['an event without time', withLine(40, '{"type":"bellRang"}'), 40, /no time/],
    ['time that runs back', withLine(last, '{"type":"bellRang","at":1}'), last, /comes after/],
    ['an event without its content', withLine(last, '{"type":"roundStarted","at":9000000000}'), last, /lacks/],
  ])('%s', (_, source, line, reason) => {
    const refused = refusal(source);
    expect(refused.line).toBe(line);
    expect(refused.reason).toMatch(reason);
  });
});

describe('the hash of an archive', () => {
  const reason = (source: string) => {
    try {
      verifyArchive(source, sha256);
    } catch (error) {
      if (error instanceof ArchiveError) return `${error.line}: ${error.reason}`;
      throw error;
    }
    return undefined;
  };

  test('is right as it was written, and with line ends of any system', () => {
    expect(reason(text)).toBeUndefined();
    expect(reason(text.replaceAll('\n', '\r\n'))).toBeUndefined();
  });

  test('detects any change that could still be a log', () => {
    const changed = text.replace('"value":', '"value":1');
    expect(changed).not.toBe(text);
    expect(parseArchive(changed).events).toHaveLength(events.length);
    expect(reason(changed)).toMatch(/^1: the hash/);
  });

  test('was not there in version 1', () => {
    const old = withLine(1, `{"format":"ack-attack-log","version":1,"session":"recorded","events":${events.length}}`);
    expect(parseArchive(old).header.sha256).toBeUndefined();
    expect(reason(old)).toBeUndefined();
  });
});
