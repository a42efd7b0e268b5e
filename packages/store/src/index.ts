export * from './port.ts';
export { storeLimits } from './limits.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
// What another store is made of, so that all of them refuse the same and tail alike.
export { isKey, requireKey, requireWhole } from './limits.ts';
export { decodeEvents, decodeSnapshotData, encodeEvents, encodeSnapshotData } from './json-text.ts';
export { unknownSession } from './store-error.ts';
export { TailFeed, type ReadLog } from './tail-feed.ts';
export { backupSqliteFile } from './sqlite-backup.ts';
export { lockFile, type FileLock } from './file-lock.ts';
// For the other threads of a program.
export { startThread } from './start-thread.ts';
