import type { DecisionContext } from '../draft/decision-context.ts';
import type { ClaimId, PlayerId } from '../base/ids.ts';
import { claimLimits } from '../base/limits.ts';
import { find } from '../base/list.ts';
import { random } from '../base/random.ts';
import { refuse } from '../base/rejection.ts';
import type { Player, SeatClaim, SessionState } from '../model/state.ts';

/**
 * A device asks for the seat of a player whose secret it lacks. The same secret asks once, however often it comes.
 *
 * @throws {Refusal} banned, already-joined, claim-refused, seat-claimed, not-offered, wrong-phase
 */
export function claimSeat(draft: DecisionContext, id: PlayerId, claim: ClaimId, tokenHash: string): void {
  const { state, at } = draft;
  if (state.solo || state.homework) refuse('not-offered', 'nobody hosts this session');
  draft.requirePhase('lobby', 'playing', 'paused', 'predicting', 'revealed');
  if (state.banned.some((player) => player.tokenHash === tokenHash)) refuse('banned', 'this token was banned');
  if (state.players.some((player) => player.tokenHash === tokenHash)) refuse('already-joined', 'this token is in');
  const player = draft.player(id).id;
  const { claims = [] } = state;
  const own = claims.find((other) => other.tokenHash === tokenHash);
  if (own) {
    if (own.refusedAt !== undefined || !isOpen(own, at)) refuse('claim-refused', `claim ${own.id} has ended`);
    if (own.player === player) return;
  }
  if (claims.some((other) => other.player === player && isInTheWay(other, at)))
    refuse('seat-claimed', `the seat of ${player} is asked for, or was a moment ago`);
  if (!own && openClaims(state, at).length >= claimLimits.open)
    refuse('seat-claimed', `${claimLimits.open} claims wait for the host`);
  draft.emit({ type: 'seatClaimed', player, claim, tokenHash });
}

/** The host says whether a claim is right. @throws {Refusal} unknown-claim where it is not open any more */
export function settleClaim(draft: DecisionContext, id: ClaimId, grant: boolean): void {
  const claim = find(draft.state.claims ?? [], id);
  if (!claim || !isOpen(claim, draft.at)) return refuse('unknown-claim', `claim ${id} is not open`);
  const { player, tokenHash } = claim;
  if (!grant) return draft.emit({ type: 'seatClaimRefused', player, claim: id });
  handOver(draft, draft.player(player), tokenHash);
}

/** The seat is another device's from here on; the one that had it is gone as far as the game is concerned. */
export function handOver(draft: DecisionContext, { id: player, connected }: Player, tokenHash: string): void {
  if (connected) draft.emit({ type: 'playerDisconnected', player });
  draft.emit({ type: 'seatHandedOver', player, tokenHash });
}

/** The claims that wait for the host at a session time. */
export function openClaims({ claims = [] }: SessionState, at: number): readonly SeatClaim[] {
  return claims.filter((claim) => isOpen(claim, at));
}

/** Two digits that the claiming device and the console both show, so that the host can tell the claiming device. */
export function claimNumber({ seed }: SessionState, claim: ClaimId): number {
  return 10 + Math.floor(random(seed, 'claim', claim) * 90);
}

function isOpen({ at, refusedAt }: SeatClaim, now: number): boolean {
  return refusedAt === undefined && now < at + claimLimits.openMs;
}

function isInTheWay(claim: SeatClaim, now: number): boolean {
  return isOpen(claim, now) || (claim.refusedAt !== undefined && now < claim.refusedAt + claimLimits.restMs);
}
