export { ArchiveError, formatArchive, parseArchive, redact, type Archive } from './archive.ts';
export { marks, type Mark } from './marks.ts';
export { ReplayCursor } from './replay-cursor.ts';
export { spaceTime } from './space-time-layout.ts';
export type { EffectPoint, MachineLine, MachineStep, PacketArrow, SpaceTime, Span, StepKind } from './space-time.ts';
