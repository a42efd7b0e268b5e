import { isKey, logFormat, type SessionRecord } from '@ack-attack/store';
import type { Commands } from './commands.ts';
import { indexKeys, roomCodeKey, sessionKeys } from './keys.ts';
import { newerLog } from './log-rows.ts';

/** A reservation whose server died before confirming it expires. */
const reservedMs = 60_000;
const pageRecords = 200;

type Kept = [
  code: string | null,
  created: string | null,
  finished: string | null,
  version: string | null,
  format: string | null,
];

/**
 * Finds sessions by room code and by time. Codes and times lie in other slots than the sessions, so they cannot change in
 * one step with them: the session's own record counts, and what a server that died left behind here is put right by
 * the next server that finds it.
 */
export class SessionIndex {
  readonly #commands: Commands;

  constructor(commands: Commands) {
    this.#commands = commands;
  }

  async record(id: string): Promise<SessionRecord | undefined> {
    return (await this.#kept(id))?.record;
  }

  /** The record of a session whose log is of a format that this program knows. Rejects with `newer-file` otherwise. */
  async readableRecord(id: string): Promise<SessionRecord | undefined> {
    const kept = await this.#kept(id);
    if (kept && kept.format > logFormat) throw newerLog(id, kept.format);
    return kept?.record;
  }

  async #kept(id: string): Promise<{ record: SessionRecord; format: number } | undefined> {
    if (!isKey(id)) return undefined;
    const { meta } = sessionKeys(id);
    const [roomCode, created, finished, version, format] = await this.#commands.send<Kept>(meta, [
      'HMGET',
      meta,
      ...['code', 'created', 'finished', 'version', 'format'],
    ]);
    if (roomCode === null) return undefined;
    const record = {
      id,
      roomCode,
      createdAt: Number(created),
      ...(finished === null ? {} : { finishedAt: Number(finished) }),
      version: Number(version),
    };
    return { record, format: Number(format ?? 1) };
  }

  async running(code: string): Promise<SessionRecord | undefined> {
    const holder = await this.#commands.send<string | null>(roomCodeKey(code), ['GET', roomCodeKey(code)]);
    const record = holder === null ? undefined : await this.record(sessionOf(holder));
    return record?.roomCode === code && record.finishedAt === undefined ? record : undefined;
  }

  /** Reserves a room code for a minute. Returns whether that worked. */
  async reserve(code: string, holder: string): Promise<boolean> {
    let replaced = '';
    for (;;) {
      const [other, lasting] = await this.#commands.write<[string?, number?]>(
        'reserve',
        [roomCodeKey(code)],
        [holder, replaced, String(reservedMs)],
      );
      if (other === undefined) return true;
      // Another server is about to create a session with it, or has just taken it.
      if (lasting !== 1 || replaced !== '') return false;
      const record = await this.record(sessionOf(other));
      if (record?.roomCode === code && record.finishedAt === undefined) return false;
      replaced = other;
    }
  }

  /** Makes a reservation lasting; false where it has run out meanwhile. */
  async confirm(code: string, holder: string): Promise<boolean> {
    return (await this.#commands.write<number>('confirm', [roomCodeKey(code)], [holder])) === 1;
  }

  async release(code: string, holder: string): Promise<void> {
    await this.#commands.write('release', [roomCodeKey(code)], [holder]);
  }

  async add(id: string, createdAt: number): Promise<void> {
    await this.#commands.send(indexKeys.running, ['ZADD', indexKeys.running, String(-createdAt), id]);
  }

  /** Moves a session to the finished ones and frees its code. */
  async finished(record: { id: string; roomCode: string; finishedAt: number }): Promise<void> {
    const { id, roomCode, finishedAt } = record;
    await this.#commands.send(indexKeys.finished, ['ZADD', indexKeys.finished, String(-finishedAt), id]);
    await this.#commands.send(indexKeys.running, ['ZREM', indexKeys.running, id]);
    await this.#freeCode(id, roomCode);
  }

  /** Forgets a session that is deleted. */
  async remove(id: string, roomCode: string | undefined): Promise<void> {
    if (roomCode !== undefined) await this.#freeCode(id, roomCode);
    await this.#commands.send(indexKeys.running, ['ZREM', indexKeys.running, id]);
    await this.#commands.send(indexKeys.finished, ['ZREM', indexKeys.finished, id]);
  }

  /** Records of one state whose time is before another, newest first. */
  async *records(
    state: 'running' | 'finished',
    before: number,
  ): AsyncGenerator<SessionRecord | { id: string; gone: true }> {
    const key = indexKeys[state];
    const misplaced: (SessionRecord & { finishedAt: number })[] = [];
    try {
      for (let start = 0; ; start += pageRecords) {
        const ids = await this.#commands.send<string[]>(key, [
          'ZRANGE',
          key,
          ...[`(${-before}`, '+inf', 'BYSCORE', 'LIMIT', String(start), String(pageRecords)],
        ]);
        const records = await Promise.all(ids.map((id) => this.record(id)));
        for (const [at, record] of records.entries()) {
          if (!record) yield { id: ids[at]!, gone: true };
          else if ((record.finishedAt !== undefined) === (state === 'finished')) yield record;
          else if (record.finishedAt !== undefined) misplaced.push({ ...record, finishedAt: record.finishedAt });
        }
        if (ids.length < pageRecords) return;
      }
    } finally {
      for (const record of misplaced) await this.finished(record);
    }
  }

  async #freeCode(id: string, code: string): Promise<void> {
    const holder = await this.#commands.send<string | null>(roomCodeKey(code), ['GET', roomCodeKey(code)]);
    if (holder !== null && sessionOf(holder) === id) await this.release(code, holder);
  }
}

/** A code is held by one attempt to create a session, so that another attempt with the same ID is not taken for it. */
export function holderOf(id: string, attempt: string): string {
  return `${attempt}/${id}`;
}

function sessionOf(holder: string): string {
  return holder.slice(holder.indexOf('/') + 1);
}
