import { decide, random, sessionLimits, type PlayerId, type SessionState } from '@ack-attack/engine';
import { generatedName } from '@ack-attack/names';

/** A free name close to one that is taken, asked of the engine itself; undefined where none is found. */
export function freeName(state: SessionState, name: string, now: number): string | undefined {
  for (let number = 2; number <= sessionLimits.players + 1; number++) {
    const suffix = ` ${number}`;
    const candidate =
      name
        .trim()
        .slice(0, sessionLimits.nameLength - suffix.length)
        .trimEnd() + suffix;
    if (isFree(state, candidate, now)) return candidate;
  }
  return undefined;
}

/** Tries after which a room is taken to have no generated name left; there are more than a thousand. */
const attempts = 200;

/** A generated name that is free, drawn from the session's seed for that player; undefined where none is found. */
export function drawnName(state: SessionState, player: PlayerId, now: number): string | undefined {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const name = generatedName(state.rules.language, (purpose) => random(state.seed, 'name', player, attempt, purpose));
    if (isFree(state, name, now)) return name;
  }
  return undefined;
}

function isFree(state: SessionState, name: string, now: number): boolean {
  const command = { type: 'joinSession', player: 'free' as PlayerId, name, tokenHash: 'free' } as const;
  return decide(state, { by: 'server', command }, now).outcome === 'accepted';
}
