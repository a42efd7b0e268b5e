import type { ArchiveFault, Mark, WhatIfAnswer, WhatIfQuestion } from '@ack-attack/replay';
import type { Moment } from '@ack-attack/scoring';

/** What the page asks of its worker: first of all to read the archive, as it was fetched. */
export type AnalysisRequest =
  { kind: 'open'; archive: string } | { kind: 'what-if'; id: number; question: WhatIfQuestion };

/** What the worker tells, as soon as it knows it. */
export type AnalysisAnswer =
  | { kind: 'marks'; marks: readonly Mark[] }
  | { kind: 'moments'; moments: readonly Moment[] }
  | { kind: 'damaged'; line: number; fault: ArchiveFault }
  | { kind: 'what-if'; id: number; answer: WhatIfAnswer | undefined };

/** The worker that folds separately, so that no seek waits for it. */
export class Analysis {
  readonly #worker = new Worker(new URL('./analysis-worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, (answer: WhatIfAnswer | undefined) => void>();
  #asked = 0;

  constructor(archive: string, onAnswer: (answer: Exclude<AnalysisAnswer, { kind: 'what-if' }>) => void) {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<AnalysisAnswer>) => {
      if (data.kind !== 'what-if') return onAnswer(data);
      this.#waiting.get(data.id)?.(data.answer);
      this.#waiting.delete(data.id);
    });
    this.#post({ kind: 'open', archive });
  }

  whatIf(question: WhatIfQuestion): Promise<WhatIfAnswer | undefined> {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#post({ kind: 'what-if', id, question });
    });
  }

  close(): void {
    this.#worker.terminate();
  }

  #post(request: AnalysisRequest): void {
    this.#worker.postMessage(request);
  }
}
