export { type Outcome } from './answer-memory.ts';
export { viewPhone } from './phone-view.ts';
export { emptyFold, foldEvents, type SessionFold } from './session-fold.ts';
export { SessionDirectory, type DirectoryOptions, type NewSession, type Opened } from './session-directory.ts';
export { SessionRoom, type Joined, type Link, type RoomConnection, type RoomOptions } from './session-room.ts';
export { StageProjector } from './stage-projector.ts';
export type { Shell } from './shell.ts';
