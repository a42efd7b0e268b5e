import { browserStorage, rememberedSeat } from '@ack-attack/client';
import type { OwnReport, SessionReport } from '@ack-attack/replay';
import { deviceSession } from '../shared/links/device-session.ts';
import { secretsInAddress } from '../shared/links/session-links.ts';
import { askServer, isRefused, type RequestRefusal } from '../shared/server/ask-server.ts';
import { storedSessions } from '../shared/links/stored-sessions.ts';

type ReportFailure = 'no-session' | 'unknown-session' | 'not-yours' | 'unreachable';
export type LoadedReport =
  | { whose: 'class'; report: SessionReport; token: string }
  | { whose: 'own'; report: OwnReport; token: string }
  | { failure: ReportFailure };

/**
 * Asks for the whole report with the secret of the address, and for its own part with that of this phone. An address that
 * names no session means the one that this device was in last, as its teacher or as a student.
 */
export async function loadReport({ hash }: Pick<Location, 'hash'>): Promise<LoadedReport> {
  const named = sessionIn(hash);
  const inAddress = secretsInAddress(hash) ?? (named === undefined ? teachersSecret(deviceSession()) : undefined);
  const secrets = inAddress ?? ownSeat(named ?? deviceSession());
  if (!secrets) return { failure: 'no-session' };
  const { session, token } = secrets;
  const path = `sessions/${encodeURIComponent(session)}/report`;
  if (inAddress) {
    const report = await askServer<SessionReport>(path, { token });
    return isRefused(report) ? failure(report) : { whose: 'class', report, token };
  }
  const report = await askServer<OwnReport>(`${path}/own`, { token });
  return isRefused(report) ? failure(report) : { whose: 'own', report, token };
}

function failure({ error }: RequestRefusal): { failure: ReportFailure } {
  if (error === 'unknown-session') return { failure: error };
  return { failure: error === 'bad-token' ? 'not-yours' : 'unreachable' };
}

function sessionIn(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, '')).get('session') ?? undefined;
}

/** The secret that this browser keeps as the session's console. */
function teachersSecret(session: string | undefined): { session: string; token: string } | undefined {
  const kept = storedSessions().find((one) => one.session === session);
  return kept && { session: kept.session, token: kept.hostToken };
}

/** The seat that this phone has in the session, whose secret stands in no link. */
function ownSeat(session: string | undefined): { session: string; token: string } | undefined {
  const seat = rememberedSeat(browserStorage(), 'phone');
  return seat && seat.session === session ? seat : undefined;
}
