import { decide, sessionLimits, type PlayerId, type SessionState } from '@ack-attack/engine';

/** A free name close to one that is taken, asked of the engine itself; undefined where none is found. */
export function freeName(state: SessionState, name: string, now: number): string | undefined {
  for (let number = 2; number <= sessionLimits.players + 1; number++) {
    const suffix = ` ${number}`;
    const candidate =
      name
        .trim()
        .slice(0, sessionLimits.nameLength - suffix.length)
        .trimEnd() + suffix;
    const command = { type: 'joinSession', player: 'free' as PlayerId, name: candidate, tokenHash: 'free' } as const;
    if (decide(state, { by: 'server', command }, now).outcome === 'accepted') return candidate;
  }
  return undefined;
}
