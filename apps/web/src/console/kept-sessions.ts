import { browserStorage } from '@ack-attack/client';

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
export function keptSessions(): readonly KeptSession[] {
  try {
    const kept: unknown = JSON.parse(browserStorage().get(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isKeptSession) : [];
  } catch {
    return [];
  }
}

function isKeptSession(value: unknown): value is KeptSession {
  const { session, hostToken } = (value ?? {}) as Partial<KeptSession>;
  return typeof session === 'string' && typeof hostToken === 'string';
}

/** Adds a session or what is new about it. */
export function keepSession(session: KeptSession): void {
  const kept = keptSessions();
  const known = kept.find((other) => other.session === session.session);
  const others = kept.filter((other) => other !== known);
  const merged = { ...session, ...known, ...(session.finished ? { finished: true as const } : {}) };
  write([merged, ...others].sort((a, b) => b.openedAt - a.openedAt).slice(0, mostKept));
}

export function forgetSession(session: string): void {
  write(keptSessions().filter((other) => other.session !== session));
}

function write(sessions: readonly KeptSession[]): void {
  browserStorage().set(key, JSON.stringify(sessions));
}
