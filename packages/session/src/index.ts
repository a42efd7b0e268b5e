export { hostActor } from './answer-memory.ts';
export { attemptsOf, beginAttempt } from './homework-attempts.ts';
export { deleteHomework, removeStudent } from './homework-removal.ts';
export { readRevealState, revealedPages, type RevealState } from './revealed-log.ts';
export { isHidden } from './room-view.ts';
export { SessionDirectory } from './session-directory.ts';
export type { Link, RoomConnection, SessionRoom } from './session-room.ts';
export type { Peers } from './peers.ts';
export type { Shell } from './shell.ts';
