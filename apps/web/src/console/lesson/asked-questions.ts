import { fieldsOf, storeValue, storedValue } from '../../shared/base/stored-value.ts';

const key = 'ack-attack/console/asked';

interface Asked {
  session: string;
  questions: string[];
}

/** IDs of the questions that this browser saw asked in a session. Only the newest session is remembered. */
export function askedIn(session: string): readonly string[] {
  const asked = storedValue(key, (value) => {
    const kept = fieldsOf(value);
    if (kept.session !== session || !Array.isArray(kept.questions)) return undefined;
    return kept.questions.filter((question): question is string => typeof question === 'string');
  });
  return asked ?? [];
}

export function rememberAsked(session: string, questions: readonly string[]): void {
  const all = [...new Set([...askedIn(session), ...questions])];
  storeValue(key, { session, questions: all } satisfies Asked);
}
