import { logFormat, StoreError } from '@ack-attack/store';

/** Events of one entry: enough to keep the stream short, and few enough that any part of a log is read cheaply. */
const rowEvents = 256;
const rowLength = 65_536;

/** An entry of a log's stream. */
export interface LogRow {
  /** Of its last event. */
  version: number;
  batch: string;
  /** The append before this entry's. */
  before: string;
  /** JSON texts of its events, with commas between them. */
  events: string;
  /** Of its events, as `logFormat`. */
  format: number;
}

/** A stream entry as Redis gives it: its ID, then names and values by turns. */
export type StreamEntry = [id: string, fields: string[]];

export function readRow([id, fields]: StreamEntry): LogRow {
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) values.set(fields[at]!, fields[at + 1]!);
  return {
    version: Number(id.slice(0, id.indexOf('-'))),
    batch: values.get('b') ?? '',
    before: values.get('p') ?? '',
    events: values.get('e') ?? '',
    format: Number(values.get('f') ?? 1),
  };
}

/** The error for a log that a newer version of this program has written. */
export function newerLog(id: string, format: number): StoreError {
  return new StoreError(
    'newer-file',
    `session ${id} has a log of format ${format}, this program knows up to ${logFormat}: use a newer version`,
    { session: id },
  );
}

/** Versions and texts of the entries for events that follow a version, by turns, as the functions take them. */
export function rowArguments(afterVersion: number, texts: readonly string[]): string[] {
  const args: string[] = [];
  for (let start = 0; start < texts.length;) {
    let end = start;
    for (let length = 0; end < texts.length && end - start < rowEvents && length < rowLength; end++) {
      length += texts[end]!.length;
    }
    args.push(String(afterVersion + end), texts.slice(start, end).join(','));
    start = end;
  }
  return args;
}
