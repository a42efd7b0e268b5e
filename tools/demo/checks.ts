/** What a run found true and what not, one sentence each. */
export interface Checks {
  that(holds: boolean, sentence: string, detail?: unknown): void;
  /** What the run has waited for and got. */
  saw(sentence: string): void;
  readonly held: readonly string[];
  readonly failed: readonly string[];
}

export function createChecks(say: (line: string) => void): Checks {
  const held: string[] = [];
  const failed: string[] = [];

  function that(holds: boolean, sentence: string, detail?: unknown): void {
    const line = holds || detail === undefined ? sentence : `${sentence}: ${text(detail)}`;
    (holds ? held : failed).push(line);
    say(`${holds ? '✓' : '✗'} ${line}`);
  }

  return { held, failed, that, saw: (sentence) => that(true, sentence) };
}

function text(detail: unknown): string {
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}
