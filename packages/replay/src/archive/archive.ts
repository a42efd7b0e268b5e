import { isLaneEvent, lastOf, RunningFold, type GameEvent, type PlayerId } from '@ack-attack/engine';
import { emptyScoreboard, foldScoreboard } from '@ack-attack/scoring';
import { ArchiveBounds, isOverfull } from './archive-bounds.ts';
import { isTime, wrongFields } from './event-shape.ts';

/** First line of a session's log as it leaves the server, without any secret. One event a line follows. */
interface ArchiveHeader {
  format: 'ack-attack-log';
  /** 1 had no hash. */
  version: 1 | 2;
  session: string;
  /** How many lines follow. */
  events: number;
  /** SHA-256 in hex of all that follows the header's line, from version 2 on. */
  sha256?: string;
}

export interface Archive {
  header: ArchiveHeader;
  events: readonly GameEvent[];
}

/** SHA-256 of a text's UTF-8, in lower-case hex. */
export type Sha256 = (text: string) => string;

/** Why a file is refused, for a catalogue to say. */
export const archiveFaults = [
  'foreign',
  'version',
  'header',
  'json',
  'event',
  'time',
  'beginning',
  'incomplete',
  'beyond',
  'count',
  'hash',
] as const;
export type ArchiveFault = (typeof archiveFaults)[number];

/** A file that is no archive, or is one no longer. `line` counts from 1. */
export class ArchiveError extends Error {
  readonly line: number;
  readonly fault: ArchiveFault;
  readonly reason: string;

  constructor(line: number, fault: ArchiveFault, reason: string) {
    super(`line ${line}: ${reason}`);
    this.name = 'ArchiveError';
    this.line = line;
    this.fault = fault;
    this.reason = reason;
  }
}

/**
 * The reader of an archive. The host and the class read names; a reader with only a link reads the game without them.
 * Answers to questions are for the host only.
 */
export type ArchiveReader = 'host' | 'class' | 'anybody';

/**
 * The event as its reader may have it: hashes of secrets are emptied, since a short secret can be guessed from them, and
 * extra time is left out. Every event stays, so that versions count the same.
 */
export function redact(event: GameEvent, reader: ArchiveReader = 'class'): GameEvent {
  switch (event.type) {
    case 'sessionOpened':
      return { ...event, hostTokenHash: '', stageTokenHash: '' };
    case 'playerJoined':
      return { ...event, tokenHash: '', ...(reader === 'anybody' ? { name: '' } : {}) };
    case 'seatClaimed':
    case 'seatHandedOver':
      return { ...event, tokenHash: '' };
    case 'playerRenamed':
      return reader === 'anybody' ? { ...event, name: '' } : event;
    case 'extraTimeGiven':
      // Extra time is confidential.
      return { ...event, player: '' as PlayerId, factor: 1 };
    case 'questionAnswered':
    case 'recallAnswered':
      return reader === 'host' ? event : { ...event, player: '' as PlayerId, answer: {} };
    default:
      return event;
  }
}

/** An event's line of an archive, with its end. */
export function archiveLine(event: GameEvent, reader: ArchiveReader): string {
  return `${JSON.stringify(redact(event, reader))}\n`;
}

/**
 * The first line of an archive, with its end.
 *
 * @param sha256 of all the lines that follow
 */
export function archiveHeader({
  session,
  events,
  sha256,
}: {
  session: string;
  events: number;
  sha256: string;
}): string {
  const header: ArchiveHeader = { format: 'ack-attack-log', version: 2, session, events, sha256 };
  return `${JSON.stringify(header)}\n`;
}

/**
 * Writes a session's log as JSON lines: the header, then each event as the reader may have it.
 *
 * @param events the whole log, which begins with `sessionOpened`
 * @throws {ArchiveError} where the log does not begin so
 */
export function formatArchive(events: readonly GameEvent[], sha256: Sha256, reader: ArchiveReader = 'class'): string {
  const [first] = events;
  if (first?.type !== 'sessionOpened')
    throw new ArchiveError(2, 'beginning', 'the log does not begin with sessionOpened');
  const body = events.map((event) => archiveLine(event, reader)).join('');
  return archiveHeader({ session: first.session, events: events.length, sha256: sha256(body) }) + body;
}

/**
 * Reads an archive. Events of types that this version does not know are kept. Its hash is another function's to check:
 * a file that was changed with care may still be a log, and one that is damaged is mostly refused here with its line.
 *
 * @throws {ArchiveError} with the first line that is wrong and why
 */
export function parseArchive(text: string): Archive {
  const archive = readArchive(text);
  const { header, events } = archive;
  const broken = firstBroken(events);
  if (broken) throw broken;
  if (events.length !== header.events) {
    const reason = `${events.length} events are here where the header says ${header.events}`;
    throw new ArchiveError(events.length + 1, 'count', reason);
  }
  return archive;
}

/**
 * Reads an archive line by line and no more: whether its lines are a log together is still to be seen, and takes longer.
 *
 * @throws {ArchiveError} with the first line that is wrong and why
 */
export function readArchive(text: string): Archive {
  const lines = text.split(/\r?\n/);
  while (lines.length > 0 && lastOf(lines)?.trim() === '') lines.pop();
  const header = headerOf(lines[0] ?? '');
  const events: GameEvent[] = [];
  const bounds = new ArchiveBounds();
  let after = 0;
  for (let index = 1; index < lines.length; index++) {
    const event = eventOf(lines[index] ?? '', index + 1, after);
    if (index === 1 && (event.type !== 'sessionOpened' || event.session !== header.session)) {
      throw new ArchiveError(2, 'beginning', 'the log does not begin with sessionOpened of the session in the header');
    }
    const beyond = bounds.beyond(event);
    if (beyond !== undefined) throw new ArchiveError(index + 1, 'beyond', beyond);
    after = event.at;
    events.push(event);
  }
  return { header, events };
}

/**
 * Holds an archive's text against the hash in its header. An archive without one (version 1) passes.
 *
 * @throws {ArchiveError} where it was changed after it was written
 */
export function verifyArchive(text: string, sha256: Sha256): void {
  const end = text.indexOf('\n') + 1;
  const { sha256: promised } = headerOf(text.slice(0, end));
  if (promised === undefined) return;
  // A text that went through an editor of another system is the same log.
  const body = text.slice(end).replaceAll('\r\n', '\n');
  if (sha256(body) !== promised)
    throw new ArchiveError(1, 'hash', 'the hash in the header is not that of the lines below it');
}

/** The first event that the fold breaks at, or after which a lane holds more than any lane can. */
function firstBroken(events: readonly GameEvent[]): ArchiveError | undefined {
  const fold = new RunningFold();
  let scoreboard = emptyScoreboard;
  for (const [index, event] of events.entries()) {
    try {
      fold.take(event);
      if (event.type === 'bellRang' || event.type === 'predictionMade') {
        scoreboard = foldScoreboard(scoreboard, fold.state, event);
      }
    } catch (error) {
      const reason = `${event.type} lacks what it needs (${(error as Error).message})`;
      return new ArchiveError(index + 2, 'incomplete', reason);
    }
    const lane = isLaneEvent(event) ? fold.lane(event.lane) : undefined;
    if (lane && isOverfull(lane)) {
      return new ArchiveError(index + 2, 'beyond', `${lane.id} holds more than a lane can`);
    }
  }
  return undefined;
}

function headerOf(line: string): ArchiveHeader {
  const value = objectOf(line, 1);
  if (value['format'] !== 'ack-attack-log') throw new ArchiveError(1, 'foreign', 'this is no log of Ack Attack');
  const { version, session, events, sha256 } = value;
  if (version !== 1 && version !== 2)
    throw new ArchiveError(1, 'version', `version ${String(version)} is not known here`);
  if (typeof session !== 'string' || typeof events !== 'number' || !Number.isSafeInteger(events) || events < 1) {
    throw new ArchiveError(1, 'header', 'the header lacks its session or its number of events');
  }
  const header = { format: 'ack-attack-log', session, events } as const;
  if (version === 1) return { ...header, version };
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new ArchiveError(1, 'header', 'the header lacks its hash');
  }
  return { ...header, version, sha256 };
}

function eventOf(line: string, number: number, after: number): GameEvent {
  const value = objectOf(line, number);
  const { type, at } = value;
  if (typeof type !== 'string') throw new ArchiveError(number, 'event', 'an event has no type');
  if (!isTime(at)) throw new ArchiveError(number, 'time', `${type} has no time`);
  if (at < after) throw new ArchiveError(number, 'time', `${type} at ${at} comes after ${after}`);
  const wrong = wrongFields(value);
  if (wrong.length > 0)
    throw new ArchiveError(number, 'incomplete', `${type} lacks what it needs (${wrong.join(', ')})`);
  return value as unknown as GameEvent;
}

function objectOf(line: string, number: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ArchiveError(number, 'json', 'this is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArchiveError(number, 'json', 'this is not a JSON object');
  }
  return value as Record<string, unknown>;
}
