import { StoreError, type StoreErrorCode } from './store-error.ts';

const codes: readonly (readonly [prefix: string, code: StoreErrorCode])[] = [
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_CORRUPT', 'damaged'],
];

/** Damage that SQLite reports as a plain error: a header whose format number makes no sense. */
const damagedMessage = /unsupported file format/;

/** The `StoreError` for what the database threw; one that is a `StoreError` already is kept. */
export function sqliteStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const sqliteCode = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  const found = codes.find(([prefix]) => sqliteCode.startsWith(prefix))?.[1];
  const code = found ?? (damagedMessage.test(message) ? 'damaged' : 'failed');
  return new StoreError(code, message, { cause: error });
}
