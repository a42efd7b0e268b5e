import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { ArchiveError, marks, parseArchive, verifyArchive } from '@ack-attack/replay';
import { moments } from '@ack-attack/scoring';
import type { AnalysisAnswer, AnalysisRequest } from './analysis.ts';

/** Does beside the page what takes folds of its own, so that no seek waits for it. */
addEventListener('message', ({ data }: MessageEvent<AnalysisRequest>) => {
  try {
    const { events } = parseArchive(data.archive);
    answer({ kind: 'marks', marks: marks(events) });
    answer({ kind: 'moments', moments: moments(events) });
    verifyArchive(data.archive, (text) => bytesToHex(sha256(utf8ToBytes(text))));
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    answer({ kind: 'damaged', line: error.line, fault: error.fault });
  }
});

function answer(message: AnalysisAnswer): void {
  postMessage(message);
}
