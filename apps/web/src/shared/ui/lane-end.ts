import type { LaneEnd } from '@ack-attack/scoring';
import type { IconName } from '../icons/paths.ts';

/** The sign beside the word for how a lane ended. */
export const endIcons: Readonly<Record<LaneEnd, IconName>> = {
  kept: 'check',
  broken: 'cross',
  'not-served': 'waiting',
};
