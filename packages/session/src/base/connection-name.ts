/** Nobody writes of a connection later than this after it was opened: by then it has ended, or its end was noticed. */
const latestMs = 30_000;

/** Servers that share a clock may read it so far apart. */
const clockDoubtMs = 50;

/**
 * What a connection is called in the log.
 *
 * @param server none of any other server's
 * @param openedAt epoch ms by the clock that all servers share
 * @param number which connection of this server it is
 */
export function nameConnection(server: string, openedAt: number, number: number): string {
  return `${server}/${openedAt.toString(36)}.${number.toString(36)}`;
}

/** The server that a connection is at. */
export function serverOf(name: string): string | undefined {
  return name.split('/')[0];
}

/**
 * Whether a connection was opened a little before another one. Should the servers' clock ever be set back, then what is
 * new looks old; so what looks much older does not count as older.
 */
export function isOlder(name: string, other: string): boolean {
  const ageMs = openedAt(other) - openedAt(name);
  return ageMs > 0 && ageMs < latestMs;
}

/** Whether the clocks of two servers may be why a connection looks newer than another one. */
export function isDoubtful(name: string, other: string): boolean {
  return serverOf(name) !== serverOf(other) && openedAt(name) - openedAt(other) < clockDoubtMs;
}

function openedAt(name: string): number {
  return Number.parseInt(name.split('/')[1] ?? '', 36);
}
