import { browserStorage, rememberedSeat } from '@ack-attack/client';
import type { OwnReport, SessionReport } from '@ack-attack/replay';
import { secretsInAddress } from '../shared/session-links.ts';

type ReportFailure = 'no-session' | 'unknown-session' | 'not-yours' | 'unreachable';
export type LoadedReport =
  | { whose: 'class'; report: SessionReport; token: string }
  | { whose: 'own'; report: OwnReport; token: string }
  | { failure: ReportFailure };

/** Asks for the whole report, and where the secret is a phone's, for its own part. */
export async function loadReport({ hash }: Pick<Location, 'hash'>): Promise<LoadedReport> {
  const secrets = secretsInAddress(hash) ?? ownSeat(hash);
  if (!secrets) return { failure: 'no-session' };
  const { session, token } = secrets;
  const ask = (path: string) =>
    fetch(`/api/sessions/${encodeURIComponent(session)}/${path}`, { headers: { authorization: `Bearer ${token}` } });
  try {
    const whole = await ask('report');
    if (whole.ok) return { whose: 'class', report: (await whole.json()) as SessionReport, token };
    if (whole.status === 404) return { failure: 'unknown-session' };
    const own = await ask('report/own');
    if (own.ok) return { whose: 'own', report: (await own.json()) as OwnReport, token };
    return { failure: own.status === 403 ? 'not-yours' : 'unreachable' };
  } catch {
    return { failure: 'unreachable' };
  }
}

/** The seat that this phone has in the session, whose secret stands in no link. */
function ownSeat(hash: string): { session: string; token: string } | undefined {
  const session = new URLSearchParams(hash.replace(/^#/, '')).get('session');
  const seat = rememberedSeat(browserStorage(), 'phone');
  return seat && seat.session === session ? seat : undefined;
}
