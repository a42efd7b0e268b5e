import type { Attack } from './attack.ts';
import {
  acknowledgementFlood,
  emptyFrameFlood,
  eventFlood,
  largeEventFlood,
  namespaceFlood,
  pingFlood,
  pongFlood,
} from './frame-floods.ts';
import { allConnections, greedySessions, manyRequests, wokenRooms, wrongCodes } from './guests.ts';
import { pipelinedPages } from './pipelined-pages.ts';
import { pollingPosts } from './polling-posts.ts';
import { rawFrameFuzz } from './raw-frames.ts';
import { reports } from './reports.ts';

export const attacks = {
  'pipelined-pages': pipelinedPages,
  'frames-events': eventFlood,
  'frames-large-events': largeEventFlood,
  'frames-pongs': pongFlood,
  'frames-acknowledgements': acknowledgementFlood,
  'frames-namespaces': namespaceFlood,
  'frames-pings': pingFlood,
  'frames-empty': emptyFrameFlood,
  'polling-posts': pollingPosts,
  reports,
  'many-requests': manyRequests,
  'all-connections': allConnections,
  'woken-rooms': wokenRooms,
  'greedy-sessions': greedySessions,
  'wrong-codes': wrongCodes,
  'raw-frames': rawFrameFuzz,
} as const satisfies Record<string, Attack>;

export type AttackName = keyof typeof attacks;
export const attackNames = Object.keys(attacks) as readonly AttackName[];

export function isAttackName(name: string): name is AttackName {
  return Object.hasOwn(attacks, name);
}
