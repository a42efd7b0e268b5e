import type { ArchiveFault, Mark } from '@ack-attack/replay';
import type { Moment } from '@ack-attack/scoring';

/** What the page asks of its worker. */
export interface AnalysisRequest {
  /** The archive as it was fetched. */
  archive: string;
}

/** What the worker tells of the archive, as soon as it knows it. */
export type AnalysisAnswer =
  | { kind: 'marks'; marks: readonly Mark[] }
  | { kind: 'moments'; moments: readonly Moment[] }
  | { kind: 'damaged'; line: number; fault: ArchiveFault };

/** Starts the worker on an archive. Returns what ends it. */
export function analyse(archive: string, onAnswer: (answer: AnalysisAnswer) => void): () => void {
  const worker = new Worker(new URL('./analysis-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<AnalysisAnswer>) => onAnswer(data));
  const request: AnalysisRequest = { archive };
  worker.postMessage(request);
  return () => worker.terminate();
}
