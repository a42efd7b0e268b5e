import { storeList, storedList } from '../base/stored-list.ts';

/** A session that this browser opened or was handed, with its secrets. */
export interface KeptSession {
  session: string;
  roomCode: string;
  hostToken: string;
  stageToken?: string;
  /** Epoch ms. */
  openedAt: number;
  finished?: true;
}

const key = 'ack-attack/console/sessions';
const mostKept = 20;

/** Newest first. */
export function storedSessions(): readonly KeptSession[] {
  return storedList(key, (entry) => {
    const { session, hostToken } = (entry ?? {}) as Partial<KeptSession>;
    return typeof session === 'string' && typeof hostToken === 'string' ? (entry as KeptSession) : undefined;
  });
}

/** Adds a session or what is new about it. */
export function keepSession(session: KeptSession): void {
  const kept = storedSessions();
  const known = kept.find((other) => other.session === session.session);
  const others = kept.filter((other) => other !== known);
  const merged = { ...session, ...known, ...(session.finished ? { finished: true as const } : {}) };
  write([merged, ...others].sort((a, b) => b.openedAt - a.openedAt));
}

export function forgetSession(session: string): void {
  write(storedSessions().filter((other) => other.session !== session));
}

function write(sessions: readonly KeptSession[]): void {
  storeList(key, sessions, mostKept);
}
