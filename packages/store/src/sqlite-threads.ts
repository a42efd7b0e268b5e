import type Database from 'libsql';
import { FileThread } from './file-thread.ts';
import { holdWal } from './sqlite-file.ts';
import type { SqliteOpening } from './sqlite-opening.ts';
import { isWrite, type SqliteAnswer, type SqliteCall, type SqliteCalls } from './sqlite-sessions.ts';
import type { SqliteWorker } from './sqlite-work.ts';
import { sqliteThreads, type ThreadSource } from './thread-source.ts';

/** Opens the file in a thread of its own. Rejects with `wrong-file`, `newer-file`, `damaged`, `busy`, `full` or `failed`. */
export async function openSqliteThreads(
  { onDamage, ...opening }: SqliteOpening,
  threads: ThreadSource = sqliteThreads,
): Promise<SqliteWorker> {
  const alone = onDamage !== undefined;
  const writer = new FileThread({ ...opening, use: 'writes', alone }, threads, onDamage);
  await writer.open();
  const reader = new FileThread({ ...opening, use: 'reads', alone }, threads);
  return new SqliteThreads(writer, reader, holdWal(opening.file));
}

/** A thread that writes and, from the first read on, another that reads: a read waits for no sync of the disk. */
class SqliteThreads implements SqliteWorker {
  readonly #writer: SqliteWorker;
  readonly #reader: SqliteWorker;
  readonly #wal: Database.Database;

  constructor(writer: SqliteWorker, reader: SqliteWorker, wal: Database.Database) {
    this.#writer = writer;
    this.#reader = reader;
    this.#wal = wal;
  }

  call<Name extends keyof SqliteCalls>(
    name: Name,
    ...args: Parameters<SqliteCalls[Name]>
  ): Promise<SqliteAnswer<Name>> {
    const thread = isWrite([name, ...args] as unknown as SqliteCall) ? this.#writer : this.#reader;
    return thread.call(name, ...args);
  }

  async close(): Promise<void> {
    try {
      // Its view of the file would keep the WAL from being emptied.
      await this.#reader.close();
    } finally {
      await this.#writer.close().finally(() => this.#wal.close());
    }
  }
}
