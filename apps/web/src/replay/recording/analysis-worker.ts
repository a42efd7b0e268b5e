import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { GameEvent } from '@ack-attack/engine';
import { ArchiveError, marks, parseArchive, verifyArchive, whatIf } from '@ack-attack/replay';
import { moments } from '@ack-attack/scoring';
import type { AnalysisAnswer, AnalysisRequest } from './analysis.ts';

let events: readonly GameEvent[] = [];

addEventListener('message', ({ data }: MessageEvent<AnalysisRequest>) => {
  if (data.kind === 'open') open(data.archive);
  else tell({ kind: 'what-if', id: data.id, answer: whatIf(events, data.question) });
});

function open(archive: string): void {
  try {
    ({ events } = parseArchive(archive));
    tell({ kind: 'marks', marks: marks(events) });
    tell({ kind: 'moments', moments: moments(events) });
    verifyArchive(archive, (text) => bytesToHex(sha256(utf8ToBytes(text))));
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    tell({ kind: 'damaged', line: error.line, fault: error.fault });
  }
}

function tell(answer: AnalysisAnswer): void {
  postMessage(answer);
}
