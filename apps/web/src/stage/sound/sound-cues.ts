import type { LaneView, StageSeat } from '@ack-attack/engine';
import { isOwn, type StageView } from '@ack-attack/protocol';

/** What there is to hear. */
export type Cue = 'join' | 'count' | 'start' | 'drop' | 'crash' | 'bell' | 'place' | 'podium';

/**
 * What a class hears when one view follows another, each cue once. The first view of a page is no news, and neither is what
 * happened while it was away.
 */
export function cuesBetween(before: StageView | undefined, after: StageView): readonly Cue[] {
  if (!before || before.session !== after.session) return [];
  const heard: Cue[] = [];
  const { phase } = after;
  if (phase === 'lobby' && Object.keys(after.players).length > Object.keys(before.players).length) heard.push('join');
  if (before.phase !== 'predicting' && phase === 'predicting') heard.push('bell');
  if (phase !== 'playing' || before.round !== after.round) return heard;
  for (const lane of Object.values<LaneView>(after.lanes)) {
    const old = before.lanes[lane.id];
    if (!old) continue;
    if (Object.keys(lane.drops).some((id) => !isOwn(old.drops, id))) heard.push('drop');
    const downs = (view: LaneView) => Object.values<StageSeat>(view.seats).filter(({ down }) => down).length;
    if (downs(lane) > downs(old)) heard.push('crash');
  }
  return [...new Set(heard)];
}
