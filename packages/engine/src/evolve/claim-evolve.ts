import type { SessionFact } from '../model/events.ts';
import type { PlayerId } from '../base/ids.ts';
import { claimLimits } from '../base/limits.ts';
import { change, newest } from '../base/list.ts';
import type { SessionState } from '../model/state.ts';

type ClaimFact = Extract<SessionFact, { type: 'seatClaimed' | 'seatClaimRefused' | 'seatHandedOver' }>;

export function isClaimFact<T extends { type: string }>(event: T): event is T & ClaimFact {
  return event.type === 'seatClaimed' || event.type === 'seatClaimRefused' || event.type === 'seatHandedOver';
}

export function evolveClaims(state: SessionState, fact: ClaimFact, at: number): SessionState {
  const { claims = [] } = state;
  switch (fact.type) {
    case 'seatClaimed': {
      const { claim: id, player, tokenHash } = fact;
      // A device asks for one seat at a time.
      const others = claims.filter((claim) => claim.tokenHash !== tokenHash);
      return { ...state, claims: newest([...others, { id, player, tokenHash, at }], claimLimits.kept) };
    }
    case 'seatClaimRefused':
      return { ...state, claims: change(claims, fact.claim, (claim) => ({ ...claim, refusedAt: at })) };
    case 'seatHandedOver': {
      const players = change(state.players, fact.player, ({ tokenHash: formerHash, ...player }) => ({
        ...player,
        formerHash,
        tokenHash: fact.tokenHash,
      }));
      return { ...withoutClaimsOf(state, fact.player), players };
    }
  }
}

/** The state once a player's seat can no longer be claimed. */
export function withoutClaimsOf(state: SessionState, player: PlayerId): SessionState {
  const { claims } = state;
  return claims ? { ...state, claims: claims.filter((claim) => claim.player !== player) } : state;
}
