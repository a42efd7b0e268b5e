import type { LaneId } from '@ack-attack/engine';
import { translate } from '../i18n/texts.svelte.ts';
import { laneIdentity } from './lanes.ts';

let given = $state.raw<Readonly<Record<LaneId, string>>>({});

/** Takes over the names that the teacher gave to lanes. */
export function followLaneNames(names: Readonly<Record<LaneId, string>>): void {
  given = names;
}

/** What a lane is called: as the teacher named it, else after its shape. */
export function laneTitle(lane: LaneId): string {
  return given[lane] ?? translate(`common.lane.${laneIdentity(lane).name}`);
}
