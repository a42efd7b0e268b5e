export {
  ArchiveError,
  archiveFaults,
  archiveHeader,
  archiveLine,
  formatArchive,
  parseArchive,
  readArchive,
  redact,
  verifyArchive,
  type Archive,
  type ArchiveFault,
  type ArchiveReader,
  type Sha256,
} from './archive.ts';
export { formatCsv, type CsvCell } from './csv.ts';
export { formatGradebook, gradebookColumns } from './gradebook.ts';
export {
  formatHomeworkGradebook,
  homeworkColumns,
  homeworkReport,
  homeworkSummary,
  ownHomework,
  readAttempt,
  type AttemptReading,
  type AttemptReport,
  type HomeworkReport,
  type HomeworkStudentReport,
  type HomeworkSummary,
  type OwnHomework,
} from './homework-report.ts';
export { beliefs, insights, truths, type Belief, type Insight, type Truth } from './knowledge.ts';
export { Keyframes } from './keyframes.ts';
export { marks, type Mark } from './marks.ts';
export { ReplayCursor } from './replay-cursor.ts';
export {
  ownReport,
  SessionReading,
  sessionReport,
  type LaneReport,
  type MarkCount,
  type OwnReport,
  type RoundReport,
  type SessionReport,
  type StudentReport,
  type StudentRound,
  type SubjectCount,
} from './report.ts';
export { formatShiViz } from './shiviz.ts';
export { storyKinds, type StoryBeat, type StoryKind } from './story-beat.ts';
export { story, type Story, type StorySubject } from './story.ts';
export { spaceTime } from './space-time-layout.ts';
export type { EffectPoint, MachineLine, MachineStep, PacketArrow, SpaceTime, Span, StepKind } from './space-time.ts';
export { otherLog, whatIf, type Judgement, type WhatIfAnswer, type WhatIfOrder } from './what-if.ts';
export type { WhatIfQuestion } from './what-if-question.ts';
