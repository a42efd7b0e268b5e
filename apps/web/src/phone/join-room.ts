import { ClientError } from '@ack-attack/client';
import { codeOf } from '../shared/connection.svelte.ts';
import { errorText } from '../shared/error-text.ts';
import { connection } from './connection.ts';
import type { JoinProblem } from './join-problem.ts';

const roomProblems: ReadonlySet<string> = new Set(['unknown-room', 'room-full', 'room-locked']);
const nameProblems: ReadonlySet<string> = new Set(['name-taken', 'name-invalid', 'name-abusive']);

/** Joins a room. Returns why that did not work, or undefined where it did. */
export async function joinRoom(code: string, name: string): Promise<JoinProblem | undefined> {
  try {
    await connection.join(code, name);
    return undefined;
  } catch (error) {
    const refused = codeOf(error);
    const field = roomProblems.has(refused) ? 'room' : nameProblems.has(refused) ? 'name' : undefined;
    const suggestion = error instanceof ClientError ? error.suggestion : undefined;
    return { text: errorText(refused), ...(field ? { field } : {}), ...(suggestion ? { suggestion } : {}) };
  }
}
