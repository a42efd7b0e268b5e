import type { PlayerId, SessionState } from '@ack-attack/engine';
import type { Request } from 'express';
import { hashToken, sameHash } from '../runtime/secrets.ts';

/** The secret that a request brings in its header. */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1];
}

/** Whether the secret is that of the session's console. */
export function isHost({ hostTokenHash }: SessionState, token: string | undefined): boolean {
  return token !== undefined && sameHash(hostTokenHash, hashToken(token));
}

/** Whether the secret is that of the session's console or stage. */
export function isScreen(state: SessionState, token: string | undefined): boolean {
  return isHost(state, token) || (token !== undefined && sameHash(state.stageTokenHash, hashToken(token)));
}

/** Whose phone brings the secret. */
export function playerOf({ players }: SessionState, token: string | undefined): PlayerId | undefined {
  if (token === undefined) return undefined;
  const hash = hashToken(token);
  return players.find(({ tokenHash }) => sameHash(tokenHash, hash))?.id;
}
