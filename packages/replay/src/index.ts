export {
  ArchiveError,
  archiveFaults,
  formatArchive,
  parseArchive,
  redact,
  verifyArchive,
  type Archive,
  type ArchiveFault,
  type Sha256,
} from './archive.ts';
export { keyframesOf, type Keyframes } from './keyframes.ts';
export { marks, type Mark } from './marks.ts';
export { ReplayCursor } from './replay-cursor.ts';
export { spaceTime } from './space-time-layout.ts';
export type { EffectPoint, MachineLine, MachineStep, PacketArrow, SpaceTime, Span, StepKind } from './space-time.ts';
