import type { SessionStore } from '@ack-attack/store';
import { emptyFold, foldEvents, type SessionFold } from './session-fold.ts';

/** A snapshot is worth its size once so many events would have to be folded again. */
export const snapshotEveryEvents = 500;
const readAtOnce = 2_000;

interface SnapshotData extends SessionFold {
  /** Which code folded it: another one may fold the same log to another shape. */
  codeVersion: string;
}

/** The fold of a session's whole log, from its snapshot on where this code made one. */
export async function recover(
  store: SessionStore,
  id: string,
  codeVersion: string,
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
  return { fold: await catchUp(store, id, base), snapshotVersion: base.state.version };
}

/** Folds what the log has beyond the fold. */
export async function catchUp(store: SessionStore, id: string, fold: SessionFold): Promise<SessionFold> {
  let next = fold;
  for (;;) {
    const events = await store.read(id, next.state.version, readAtOnce);
    next = foldEvents(next, events);
    if (events.length < readAtOnce) return next;
  }
}

export function saveSnapshot(store: SessionStore, id: string, fold: SessionFold, codeVersion: string): Promise<void> {
  const data: SnapshotData = { codeVersion, ...fold };
  return store.saveSnapshot(id, { version: fold.state.version, data });
}
