import { browserStorage } from '@ack-attack/client';

const key = 'ack-attack/console/asked';

interface Asked {
  session: string;
  questions: string[];
}

/** IDs of the questions that this browser saw asked in a session. Only the newest session is remembered. */
export function askedIn(session: string): readonly string[] {
  try {
    const kept = JSON.parse(browserStorage().get(key) ?? 'null') as Partial<Asked> | null;
    return kept?.session === session && Array.isArray(kept.questions) ? kept.questions : [];
  } catch {
    return [];
  }
}

export function rememberAsked(session: string, questions: readonly string[]): void {
  const all = [...new Set([...askedIn(session), ...questions])];
  browserStorage().set(key, JSON.stringify({ session, questions: all } satisfies Asked));
}
