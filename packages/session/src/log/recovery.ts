import type { SessionStore } from '@ack-attack/store';
import { emptyFold, foldEvents, type SessionFold } from './session-fold.ts';

/** A snapshot is worth its size once so many events would have to be folded again. */
export const snapshotEveryEvents = 500;
/** Few enough that folding them holds nobody up. */
const readAtOnce = 500;

interface SnapshotData extends SessionFold {
  /** Which code folded it: another one may fold the same log to another shape. */
  codeVersion: string;
}

/**
 * The fold of a session's whole log, from its snapshot on where this code made one.
 *
 * @param pause lets others have their turn between two pages of a log
 */
export async function recover(
  store: SessionStore,
  id: string,
  codeVersion: string,
  pause?: () => Promise<void>,
): Promise<{ fold: SessionFold; snapshotVersion: number }> {
  const snapshot = await store.loadSnapshot(id);
  const data = snapshot?.data as Partial<SnapshotData> | null | undefined;
  const base =
    data?.codeVersion === codeVersion &&
    data.state &&
    data.scoreboard &&
    data.series &&
    data.saves &&
    data.state.version === snapshot?.version
      ? { state: data.state, scoreboard: data.scoreboard, series: data.series, saves: data.saves }
      : emptyFold;
  return { fold: await catchUp(store, id, base, pause), snapshotVersion: base.state.version };
}

/** Folds what the log has beyond the fold. */
export async function catchUp(
  store: SessionStore,
  id: string,
  fold: SessionFold,
  pause?: () => Promise<void>,
): Promise<SessionFold> {
  let next = fold;
  for (;;) {
    const events = await store.read(id, next.state.version, readAtOnce);
    next = foldEvents(next, events);
    if (events.length < readAtOnce) return next;
    await pause?.();
  }
}

export function saveSnapshot(store: SessionStore, id: string, fold: SessionFold, codeVersion: string): Promise<void> {
  const data: SnapshotData = { codeVersion, ...fold };
  return store.saveSnapshot(id, { version: fold.state.version, data });
}
