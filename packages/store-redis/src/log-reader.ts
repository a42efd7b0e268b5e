import { setTimeout as delay } from 'node:timers/promises';
import { bellKey, groupOf, sessionKeys } from './keys.ts';
import { readRow, type LogRow, type StreamEntry } from './log-rows.ts';
import type { BlockingConnection, RedisLink } from './redis-link.ts';

const blockMs = 2_000;
const rowsAtOnce = 64;
const retryMs = 200;
const bellLastsMs = 60_000;
/** Redis looks at every followed log each time: the more there are, the more rarely it is asked. */
const pauseMsPerLog = 0.05;
const longestPauseMs = 50;

type Reply = [key: string, entries: StreamEntry[]][] | null;

export interface LogReaderOptions {
  link: RedisLink;
  /** Names this reader among all servers. */
  name: string;
  /** Whether all logs can be read together, which in a Cluster those of one group can. */
  together: boolean;
  onRows: (id: string, rows: readonly LogRow[]) => void;
}

/** Follows logs with blocking reads: one connection for all of them, in a Cluster one for each group in use. */
export class LogReader {
  readonly #options: LogReaderOptions;
  readonly #groups = new Map<number, GroupReader>();

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  follow(id: string, version: number): void {
    const group = this.#options.together ? 0 : groupOf(id);
    let reader = this.#groups.get(group);
    if (!reader) this.#groups.set(group, (reader = new GroupReader(this.#options, group)));
    reader.follow(id, version);
  }

  unfollow(id: string): void {
    const group = this.#options.together ? 0 : groupOf(id);
    const reader = this.#groups.get(group);
    if (reader?.unfollow(id) !== 0) return;
    reader.close();
    this.#groups.delete(group);
  }

  close(): void {
    for (const reader of this.#groups.values()) reader.close();
    this.#groups.clear();
  }
}

class GroupReader {
  readonly #options: LogReaderOptions;
  readonly #bell: string;
  /** By session: the version that was read last. */
  readonly #positions = new Map<string, number>();
  #bellAt = '0-0';
  #connection: BlockingConnection | undefined;
  #blocked = false;
  #closed = false;

  constructor(options: LogReaderOptions, group: number) {
    this.#options = options;
    this.#bell = bellKey(group, options.name);
    void this.#run();
  }

  follow(id: string, version: number): void {
    this.#positions.set(id, Math.max(version, this.#positions.get(id) ?? 0));
    if (this.#blocked) this.#ring();
  }

  /** Returns how many are still followed. */
  unfollow(id: string): number {
    this.#positions.delete(id);
    return this.#positions.size;
  }

  close(): void {
    this.#closed = true;
    this.#connection?.end();
  }

  /** Makes the read that is waiting return, so that the next one asks for what is followed by now. */
  #ring(): void {
    const { link } = this.#options;
    this.#blocked = false;
    link
      .send(this.#bell, ['XADD', this.#bell, 'MAXLEN', '1', '*', 'r', '1'])
      .then(() => link.send(this.#bell, ['PEXPIRE', this.#bell, String(bellLastsMs)]))
      // Where that fails, the blocked read fails or ends on its own.
      .catch(() => undefined);
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        this.#connection ??= await this.#options.link.openBlocking(this.#bell);
        await this.#read(this.#connection);
        await delay(Math.min(longestPauseMs, this.#positions.size * pauseMsPerLog));
      } catch {
        if (this.#closed) break;
        this.#connection?.end();
        this.#connection = undefined;
        // Another server may hold the logs by now: an ordinary command finds out.
        await this.#options.link.send(this.#bell, ['EXISTS', this.#bell]).catch(() => undefined);
        await delay(retryMs);
      }
    }
    this.#connection?.end();
  }

  async #read(connection: BlockingConnection): Promise<void> {
    const logs = new Map([...this.#positions.keys()].map((id) => [sessionKeys(id).log, id]));
    const after = [...this.#positions.values()].map((version) => `${version}-0`);
    this.#blocked = true;
    let reply: Reply;
    try {
      reply = await connection.send<Reply>([
        'XREAD',
        ...['COUNT', String(rowsAtOnce), 'BLOCK', String(blockMs)],
        ...['STREAMS', this.#bell, ...logs.keys(), this.#bellAt, ...after],
      ]);
    } finally {
      this.#blocked = false;
    }
    for (const [key, entries] of reply ?? []) {
      if (key === this.#bell) {
        this.#bellAt = entries.at(-1)?.[0] ?? this.#bellAt;
        continue;
      }
      const id = logs.get(key);
      const rows = entries.map(readRow);
      const last = rows.at(-1);
      if (id === undefined || !last || !this.#positions.has(id)) continue;
      this.#positions.set(id, Math.max(last.version, this.#positions.get(id) ?? 0));
      this.#options.onRows(id, rows);
    }
  }
}
