import type { GameEvent } from '@ack-attack/engine';
import {
  decodeEvents,
  decodeSnapshotData,
  encodeEvents,
  encodeSnapshotData,
  isKey,
  logFormat,
  requireKey,
  requireWhole,
  StoreError,
  storeLimits,
  TailFeed,
  unknownSession,
  type AppendResult,
  type SessionRecord,
  type SessionStore,
  type Snapshot,
  type TailListener,
} from '@ack-attack/store';
import { Commands } from './commands.ts';
import { nodesKey, probeKey, sessionKeys } from './keys.ts';
import { LogReader } from './log-reader.ts';
import { newerLog, readRow, rowArguments, type LogRow, type StreamEntry } from './log-rows.ts';
import { beat, type Beat } from './node-beats.ts';
import type { RedisAddress } from './redis-address.ts';
import { openLink } from './open-link.ts';
import type { RedisLink } from './redis-link.ts';
import { SeenBatches } from './seen-batches.ts';
import { holderOf, SessionIndex } from './session-index.ts';
import { PerSessionQueue } from './per-session-queue.ts';

export interface RedisStoreOptions {
  address: RedisAddress;
  /** Names this server among all that share the Redis; never used twice. */
  node: string;
  /** How long anything is tried before it is refused with `away`. */
  waitMs?: number;
  /** Replicas that must have a write before it counts as durable. */
  replicas?: number;
  /** Receives what tail listeners throw; without it that becomes an uncaught exception. */
  onTailError?: (error: unknown) => void;
}

/** A store that several servers share. */
export interface RedisStore extends SessionStore {
  /** Announces this server as alive and asks for the others; with `false` it only asks. Rejects with a `StoreError`. */
  beat(alive?: boolean): Promise<Beat>;
  /** What in the settings of Redis may lose sessions, a sentence each; none where it does not show them. */
  warnings(): Promise<readonly string[]>;
}

const usualWaitMs = 5_000;
const rowsAtOnce = 64;

/**
 * Opens the store that lies in Redis 7 or newer. It connects when it is first asked, and again whenever the connection is
 * lost; a write that may have been done is recognised by its own mark and never done twice.
 */
export function openRedisStore(options: RedisStoreOptions): RedisStore {
  return new SharedStore(options);
}

class SharedStore implements RedisStore {
  readonly #node: string;
  readonly #link: RedisLink;
  readonly #commands: Commands;
  readonly #index: SessionIndex;
  readonly #writes = new PerSessionQueue();
  readonly #seen = new SeenBatches();
  readonly #feed: TailFeed;
  readonly #reader: LogReader;
  /** How many tails each session has. */
  readonly #tails = new Map<string, number>();
  #batches = 0;
  #hasBeaten = false;
  #closed = false;

  constructor({ address, node, waitMs = usualWaitMs, replicas = 0, onTailError }: RedisStoreOptions) {
    this.#node = node;
    this.#link = openLink(address);
    this.#commands = new Commands(this.#link, { waitMs, replicas });
    this.#index = new SessionIndex(this.#commands);
    this.#feed = new TailFeed((id, afterVersion, limit) => this.#readPatiently(id, afterVersion, limit), onTailError);
    this.#reader = new LogReader({
      link: this.#link,
      name: node,
      together: address.kind !== 'cluster',
      onRows: (id, rows) => this.#arrived(id, rows),
    });
  }

  async create(
    session: { id: string; roomCode: string; createdAt: number },
    events: readonly GameEvent[],
  ): Promise<'created' | 'id-taken' | 'code-taken'> {
    this.#requireOpen();
    const { id, roomCode, createdAt } = session;
    requireKey('id', id);
    requireKey('roomCode', roomCode);
    requireWhole('createdAt', createdAt);
    const texts = encodeEvents(events);
    return this.#writes.inOrder(id, async () => {
      if (await this.#index.record(id)) return 'id-taken';
      const { meta, log } = sessionKeys(id);
      const batch = this.#newBatch();
      const holder = holderOf(id, batch);
      if (!(await this.#index.reserve(roomCode, holder))) return 'code-taken';
      await this.#index.add(id, createdAt);
      const outcome = await this.#commands.write<'created' | 'id-taken'>(
        'create',
        [meta, log],
        [batch, roomCode, String(createdAt), String(texts.length), String(logFormat), ...rowArguments(0, texts)],
      );
      if (outcome === 'id-taken') {
        await this.#index.release(roomCode, holder);
        return outcome;
      }
      if (!(await this.#index.confirm(roomCode, holder))) {
        await this.#erase(id, roomCode);
        return 'code-taken';
      }
      this.#advance(id, texts.length, batch, texts);
      return outcome;
    });
  }

  async append(id: string, expectedVersion: number, events: readonly GameEvent[]): Promise<AppendResult> {
    this.#requireOpen();
    requireWhole('expectedVersion', expectedVersion);
    const texts = encodeEvents(events);
    if (!isKey(id)) throw unknownSession(id);
    return this.#writes.inOrder(id, async () => {
      const { meta, log } = sessionKeys(id);
      const batch = this.#newBatch();
      const seen = this.#seen.at(id, expectedVersion);
      const [outcome, version] = await this.#commands.write<
        ['appended' | 'conflict' | 'unknown' | 'rewritten' | 'newer', number]
      >(
        'append',
        [meta, log],
        [
          batch,
          String(expectedVersion),
          seen,
          String(expectedVersion + texts.length),
          String(logFormat),
          ...rowArguments(expectedVersion, texts),
        ],
      );
      if (outcome === 'unknown') throw unknownSession(id);
      if (outcome === 'newer') throw newerLog(id, version);
      if (outcome === 'rewritten') throw this.#seen.rewritten(id);
      if (outcome === 'appended' && texts.length > 0) this.#advance(id, version, batch, texts);
      else this.#feed.advance(id, version);
      return { outcome, version };
    });
  }

  async read(id: string, afterVersion: number, limit = Number.MAX_SAFE_INTEGER): Promise<readonly GameEvent[]> {
    this.#requireOpen();
    requireWhole('afterVersion', afterVersion);
    requireWhole('limit', limit, 1);
    const events = await this.#read(id, afterVersion, limit);
    if (events.length === 0 && !(await this.#index.readableRecord(id))) throw unknownSession(id);
    return events;
  }

  tail(id: string, afterVersion: number, listener: TailListener): () => void {
    this.#requireOpen();
    requireWhole('afterVersion', afterVersion);
    const tails = this.#tails.get(id) ?? 0;
    this.#tails.set(id, tails + 1);
    if (tails === 0) this.#reader.follow(id, Math.max(afterVersion, this.#seen.version(id)));
    const unsubscribe = this.#feed.subscribe(id, afterVersion, listener);
    let subscribed = true;
    return () => {
      unsubscribe();
      if (!subscribed) return;
      subscribed = false;
      const left = (this.#tails.get(id) ?? 0) - 1;
      if (left > 0) this.#tails.set(id, left);
      else this.#unfollow(id);
    };
  }

  async saveSnapshot(id: string, snapshot: Snapshot): Promise<void> {
    this.#requireOpen();
    requireWhole('version', snapshot.version);
    const data = encodeSnapshotData(snapshot.data);
    if (!isKey(id)) throw unknownSession(id);
    const keys = sessionKeys(id);
    const args = [String(snapshot.version), data];
    const known = await this.#writes.inOrder(id, () =>
      this.#commands.call<number>('snapshot', [keys.meta, keys.snapshot], args),
    );
    if (known === 0) throw unknownSession(id);
  }

  async loadSnapshot(id: string): Promise<Snapshot | undefined> {
    this.#requireOpen();
    if (!isKey(id)) return undefined;
    const { snapshot } = sessionKeys(id);
    const [version, data] = await this.#commands.send<[string | null, string | null]>(snapshot, [
      'HMGET',
      snapshot,
      ...['version', 'data'],
    ]);
    if (version === null || data === null) return undefined;
    try {
      return { version: Number(version), data: decodeSnapshotData(data) };
    } catch {
      // The log has all that was in it.
      return undefined;
    }
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    this.#requireOpen();
    return this.#index.readableRecord(id);
  }

  async findByRoomCode(code: string): Promise<SessionRecord | undefined> {
    this.#requireOpen();
    return isKey(code) ? this.#index.running(code) : undefined;
  }

  async finish(id: string, at: number): Promise<void> {
    this.#requireOpen();
    requireWhole('at', at);
    if (!isKey(id)) throw unknownSession(id);
    return this.#writes.inOrder(id, async () => {
      const [roomCode, , finishedAt] = await this.#commands.write<string[]>(
        'finish',
        [sessionKeys(id).meta],
        [String(at)],
      );
      if (roomCode === undefined) throw unknownSession(id);
      await this.#index.finished({ id, roomCode, finishedAt: Number(finishedAt) });
    });
  }

  async list(query: {
    state: 'running' | 'finished';
    limit: number;
    before?: number;
  }): Promise<readonly SessionRecord[]> {
    this.#requireOpen();
    const { state, limit, before = Number.MAX_SAFE_INTEGER } = query;
    requireWhole('limit', limit, 1, storeLimits.listRecords);
    requireWhole('before', before);
    const records: SessionRecord[] = [];
    for await (const record of this.#index.records(state, before)) {
      if ('gone' in record) continue;
      records.push(record);
      if (records.length === limit) break;
    }
    return records;
  }

  async delete(id: string): Promise<void> {
    this.#requireOpen();
    if (!isKey(id)) return;
    await this.#writes.inOrder(id, async () => {
      const record = await this.#index.record(id);
      await this.#erase(id, record?.roomCode);
    });
  }

  async purge(limits: { finishedBefore: number; abandonedBefore: number }): Promise<readonly string[]> {
    this.#requireOpen();
    const { finishedBefore, abandonedBefore } = limits;
    requireWhole('finishedBefore', finishedBefore);
    requireWhole('abandonedBefore', abandonedBefore);
    const [gone, old]: [string[], SessionRecord[]] = [[], []];
    for (const [state, before] of [
      ['finished', finishedBefore],
      ['running', abandonedBefore],
    ] as const) {
      for await (const record of this.#index.records(state, before)) {
        if ('gone' in record) gone.push(record.id);
        else old.push(record);
      }
    }
    for (const id of gone) await this.#index.remove(id, undefined);
    for (const { id, roomCode } of old) await this.#writes.inOrder(id, () => this.#erase(id, roomCode));
    return old.map(({ id }) => id);
  }

  beat(alive = true): Promise<Beat> {
    this.#requireOpen();
    this.#hasBeaten ||= alive;
    return beat(this.#commands, alive ? this.#node : undefined);
  }

  async probe(): Promise<void> {
    this.#requireOpen();
    await this.#commands.send(probeKey, ['SET', probeKey, '1', 'PX', '60000']);
  }

  async warnings(): Promise<readonly string[]> {
    this.#requireOpen();
    const info = async (section: string) => {
      const text = await this.#commands.send<string>(probeKey, ['INFO', section]).catch(() => '');
      return new Map(
        text.split(/\r?\n/).map((line): [string, string] => [line.split(':')[0]!, line.split(':')[1] ?? '']),
      );
    };
    const [memory, persistence] = await Promise.all([info('memory'), info('persistence')]);
    const policy = memory.get('maxmemory_policy') ?? 'noeviction';
    return [
      ...(policy === 'noeviction'
        ? []
        : [`Redis may evict sessions: its maxmemory-policy is ${policy}, set it to noeviction.`]),
      ...(persistence.get('aof_enabled') === '0'
        ? ['Redis keeps no append-only file, so a restart may forget sessions: set appendonly to yes.']
        : []),
    ];
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#feed.close();
    this.#reader.close();
    await this.#writes.settled();
    // The others need not wait for its silence.
    if (this.#hasBeaten) await this.#commands.send(nodesKey, ['ZREM', nodesKey, this.#node]).catch(() => undefined);
    this.#link.close();
  }

  /** Events after a version; none of an unknown session. */
  async #read(id: string, afterVersion: number, limit: number): Promise<readonly GameEvent[]> {
    if (!isKey(id)) return [];
    const { log } = sessionKeys(id);
    const events: GameEvent[] = [];
    for (let version = afterVersion; ;) {
      const entries = await this.#commands.send<StreamEntry[]>(log, [
        'XRANGE',
        log,
        `(${version}-0`,
        '+',
        ...['COUNT', String(rowsAtOnce)],
      ]);
      for (const row of entries.map(readRow)) {
        if (row.format > logFormat) throw newerLog(id, row.format);
        const decoded = decodeEvents([row.events]);
        const skipped = version - (row.version - decoded.length);
        const seen = this.#seen.at(id, version);
        if (skipped < 0 || (seen !== '' && seen !== (skipped === 0 ? row.before : row.batch))) {
          throw this.#seen.rewritten(id);
        }
        const wanted = decoded.slice(skipped, skipped + limit - events.length);
        events.push(...wanted);
        if (skipped + wanted.length < decoded.length) return events;
        version = row.version;
        this.#seen.see(id, version, row.batch);
        if (events.length === limit) return events;
      }
      if (entries.length < rowsAtOnce) return events;
    }
  }

  /** A tail waits for Redis as long as it takes. */
  async #readPatiently(id: string, afterVersion: number, limit: number): Promise<readonly GameEvent[]> {
    for (;;) {
      try {
        return await this.#read(id, afterVersion, limit);
      } catch (error) {
        if (this.#closed) return [];
        if (!(error instanceof StoreError && error.code === 'away')) throw error;
      }
    }
  }

  /** What the blocking reads bring: appended by this server or by another. */
  #arrived(id: string, rows: readonly LogRow[]): void {
    const last = rows.at(-1);
    if (!last || last.version <= this.#seen.version(id)) return;
    const counts = rows.map((row) => decodeEvents([row.events]).length);
    const start = rows[0]!.version - counts[0]!;
    const seen = this.#seen.at(id, start);
    if (seen === '' || seen !== rows[0]!.before || rows.some(({ format }) => format > logFormat)) {
      // A tail reads it for itself, and finds out where the log is another one or of a newer format.
      this.#feed.advance(id, last.version);
      return;
    }
    this.#seen.see(id, last.version, last.batch);
    const texts = rows.map((row) => row.events);
    this.#feed.advance(id, last.version, texts, last.version - start);
  }

  #advance(id: string, version: number, batch: string, texts: readonly string[]): void {
    this.#seen.see(id, version, batch);
    this.#feed.advance(id, version, texts);
  }

  async #erase(id: string, roomCode: string | undefined): Promise<void> {
    const { meta, log, snapshot } = sessionKeys(id);
    await this.#commands.send(meta, ['UNLINK', meta, log, snapshot]);
    await this.#index.remove(id, roomCode);
    this.#seen.forget(id);
    this.#feed.end(id);
    this.#unfollow(id);
  }

  #unfollow(id: string): void {
    if (this.#tails.delete(id)) this.#reader.unfollow(id);
  }

  #newBatch(): string {
    this.#batches += 1;
    return `${this.#node}:${this.#batches.toString(36)}`;
  }

  #requireOpen(): void {
    if (this.#closed) throw new StoreError('closed', 'the store is closed');
  }
}
