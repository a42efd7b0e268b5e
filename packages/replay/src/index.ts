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
} from './archive/archive.ts';
export { formatCsv, type CsvCell } from './report/csv.ts';
export { formatGradebook, gradebookColumns } from './report/gradebook.ts';
export {
  formatHomeworkGradebook,
  homeworkColumns,
  homeworkReport,
  homeworkSummary,
  ownHomework,
  summarizeAttempt,
  type AttemptReading,
  type AttemptReport,
  type HomeworkReport,
  type HomeworkStudentReport,
  type HomeworkSummary,
  type OwnHomework,
} from './report/homework-report.ts';
export { beliefs, insights, truths, type Belief, type Insight, type Truth } from './markers/knowledge.ts';
export { Keyframes } from './cursor/keyframes.ts';
export { marks, type Mark } from './markers/timeline-markers.ts';
export { ReplayCursor } from './cursor/replay-cursor.ts';
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
} from './report/report.ts';
export { formatShiViz } from './diagram/shiviz.ts';
export { storyKinds, type StoryBeat, type StoryKind } from './story/story-beat.ts';
export { story, type Story, type StorySubject } from './story/story.ts';
export { spaceTime } from './diagram/space-time-layout.ts';
export type {
  EffectPoint,
  MachineLine,
  MachineStep,
  PacketArrow,
  SpaceTime,
  Span,
  StepKind,
} from './diagram/space-time.ts';
export { otherLog, whatIf, type Judgement, type WhatIfAnswer, type WhatIfOrder } from './what-if/what-if.ts';
export type { WhatIfQuestion } from './what-if/what-if-question.ts';
