export { hostActor } from './answer-memory.ts';
export { attemptsOf, beginAttempt } from './homework-attempts.ts';
export { deleteHomework, removeStudent } from './homework-removal.ts';
export { readRevealedOf } from './revealed-log.ts';
export { SessionDirectory } from './session-directory.ts';
export type { Link, RoomConnection, SessionRoom } from './session-room.ts';
export type { Peers } from './peers.ts';
export type { Shell } from './shell.ts';
export { viewMarks, viewMisconceptions, viewMoments, viewOwnMarks } from './review-view.ts';
