import { emptySession, evolve, type GameEvent } from '@ack-attack/engine';

/** First line of a session's log as it leaves the server, without any secret. One event a line follows. */
interface ArchiveHeader {
  format: 'ack-attack-log';
  version: 1;
  session: string;
  /** How many lines follow. */
  events: number;
}

export interface Archive {
  header: ArchiveHeader;
  events: readonly GameEvent[];
}

/** A file that is no archive, or is one no longer. `line` counts from 1. */
export class ArchiveError extends Error {
  readonly line: number;
  readonly reason: string;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.name = 'ArchiveError';
    this.line = line;
    this.reason = reason;
  }
}

/** The event as anybody may read it: hashes of secrets are emptied, since a short secret can be guessed from them. */
export function redact(event: GameEvent): GameEvent {
  if (event.type === 'sessionOpened') return { ...event, hostTokenHash: '', stageTokenHash: '' };
  if (event.type === 'playerJoined') return { ...event, tokenHash: '' };
  return event;
}

/**
 * Writes a session's log as JSON lines: the header, then each event without its secrets.
 *
 * @param events the whole log, which begins with `sessionOpened`
 * @throws {ArchiveError} where the log does not begin so
 */
export function formatArchive(events: readonly GameEvent[]): string {
  const [first] = events;
  if (first?.type !== 'sessionOpened') throw new ArchiveError(2, 'the log does not begin with sessionOpened');
  const header: ArchiveHeader = {
    format: 'ack-attack-log',
    version: 1,
    session: first.session,
    events: events.length,
  };
  const lines = events.map((event) => JSON.stringify(redact(event)));
  return `${JSON.stringify(header)}\n${lines.join('\n')}\n`;
}

/**
 * Reads an archive, whole or line by line. Events of types that this version does not know are kept.
 *
 * @throws {ArchiveError} with the first line that is wrong and why
 */
export function parseArchive(source: string | Iterable<string>): Archive {
  const lines = typeof source === 'string' ? source.split(/\r?\n/) : [...source];
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  const header = headerOf(lines[0] ?? '');
  const events: GameEvent[] = [];
  let state = emptySession;
  for (const [index, line] of lines.slice(1).entries()) {
    const number = index + 2;
    const event = eventOf(line, number, state.at);
    if (index === 0 && (event.type !== 'sessionOpened' || event.session !== header.session)) {
      throw new ArchiveError(number, 'the log does not begin with sessionOpened of the session in the header');
    }
    try {
      state = evolve(state, event);
    } catch (error) {
      throw new ArchiveError(number, `${event.type} lacks what it needs (${(error as Error).message})`);
    }
    events.push(event);
  }
  if (events.length !== header.events) {
    throw new ArchiveError(lines.length, `${events.length} events are here where the header says ${header.events}`);
  }
  return { header, events };
}

function headerOf(line: string): ArchiveHeader {
  const value = objectOf(line, 1);
  if (value['format'] !== 'ack-attack-log') throw new ArchiveError(1, 'this is no log of Ack Attack');
  if (value['version'] !== 1) throw new ArchiveError(1, `version ${String(value['version'])} is not known here`);
  const { session, events } = value;
  if (typeof session !== 'string' || typeof events !== 'number' || !Number.isSafeInteger(events) || events < 1) {
    throw new ArchiveError(1, 'the header lacks its session or its number of events');
  }
  return { format: 'ack-attack-log', version: 1, session, events };
}

function eventOf(line: string, number: number, after: number): GameEvent {
  const value = objectOf(line, number);
  const { type, at } = value;
  if (typeof type !== 'string') throw new ArchiveError(number, 'an event has no type');
  if (typeof at !== 'number' || !Number.isFinite(at)) throw new ArchiveError(number, `${type} has no time`);
  if (at < after) throw new ArchiveError(number, `${type} at ${at} comes after ${after}`);
  return value as unknown as GameEvent;
}

function objectOf(line: string, number: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ArchiveError(number, 'this is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArchiveError(number, 'this is not a JSON object');
  }
  return value as Record<string, unknown>;
}
