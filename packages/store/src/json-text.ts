import type { GameEvent } from '@ack-attack/engine';
import { storeLimits } from './limits.ts';
import { damaged, StoreError } from './store-error.ts';

/**
 * The JSON text of each event; lone surrogates and NUL are escaped, so that any store can hold them.
 * Throws `not-json` or `append-too-large`.
 */
export function encodeEvents(events: readonly GameEvent[]): readonly string[] {
  if (events.length > storeLimits.appendEvents) {
    throw new StoreError(
      'append-too-large',
      `${events.length} events in one append, at most ${storeLimits.appendEvents}`,
    );
  }
  let bytes = 0;
  return events.map((event) => {
    const text = encode(event);
    if (!text.startsWith('{')) throw new StoreError('not-json', 'an event must be a JSON object');
    bytes += Buffer.byteLength(text);
    if (bytes > storeLimits.appendBytes) {
      throw new StoreError('append-too-large', `more than ${storeLimits.appendBytes} bytes in one append`);
    }
    return text;
  });
}

/**
 * Fresh copies of the events whose JSON texts are given.
 *
 * @throws StoreError `damaged` where they are none
 */
export function decodeEvents(texts: readonly string[]): readonly GameEvent[] {
  return parse(`[${texts.join(',')}]`, 'a batch of events') as GameEvent[];
}

/** @throws StoreError `damaged` where the text is no JSON */
export function decodeSnapshotData(text: string): unknown {
  return parse(text, 'a snapshot');
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(`${what} is no JSON`, cause);
  }
}

/** The JSON text of a snapshot's data. Throws `not-json` or `snapshot-too-large`. */
export function encodeSnapshotData(data: unknown): string {
  const text = encode(data);
  if (Buffer.byteLength(text) > storeLimits.snapshotBytes) {
    throw new StoreError('snapshot-too-large', `a snapshot of more than ${storeLimits.snapshotBytes} bytes`);
  }
  return text;
}

function encode(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new StoreError('not-json', 'the value cannot be written as JSON', { cause });
  }
  if (text === undefined) throw new StoreError('not-json', 'the value cannot be written as JSON');
  return text;
}
