/** Addresses of one session's screens. Secrets stand in the fragment, which no server and no log ever sees. */
export interface SessionSecrets {
  session: string;
  token: string;
  /** For the console, which opens the stage. */
  stageToken?: string;
}

export function screenLink(page: 'host' | 'stage', { session, token, stageToken }: SessionSecrets): string {
  const fragment = new URLSearchParams({ session, token, ...(stageToken === undefined ? {} : { stage: stageToken }) });
  return `/${page}#${fragment}`;
}

/**
 * @param place where it opens; the beginning where it is absent
 * @param token a secret of the session that the browser does not store; the page takes it out of its address
 */
export function replayLink(
  session: string,
  place: Readonly<Record<string, string | number>> = {},
  token?: string,
): string {
  const query = new URLSearchParams(Object.entries(place).map(([name, value]) => [name, String(value)]));
  return `/replay${query.size > 0 ? `?${query}` : ''}#${new URLSearchParams({ session, ...(token === undefined ? {} : { token }) })}`;
}

/** The report: with the console's secret all of it, without one what is the own part of the phone that opens it. */
export function reportLink({ session, token }: { session: string; token?: string }): string {
  return `/report#${new URLSearchParams({ session, ...(token === undefined ? {} : { token }) })}`;
}

/** What the page's own address says; undefined where it names no session. */
export function secretsInAddress(hash: string): SessionSecrets | undefined {
  const fragment = new URLSearchParams(hash.replace(/^#/, ''));
  const session = fragment.get('session');
  const token = fragment.get('token');
  const stageToken = fragment.get('stage');
  if (!session || !token) return undefined;
  return { session, token, ...(stageToken ? { stageToken } : {}) };
}
