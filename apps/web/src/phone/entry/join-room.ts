import { ClientError } from '@ack-attack/client';
import { codeOf } from '../../shared/server/connection.svelte.ts';
import { errorText } from '../../shared/server/error-text.ts';
import { connection } from '../base/connection.ts';
import type { JoinProblem } from './join-problem.ts';
import { t } from '../base/text.ts';

const roomProblems: ReadonlySet<string> = new Set(['unknown-room', 'room-full', 'room-locked']);
const nameProblems: ReadonlySet<string> = new Set([
  'name-taken',
  'name-invalid',
  'name-abusive',
  'seat-claimed',
  'claim-refused',
]);

/**
 * Joins a room, or asks its teacher for the seat that has the name. Returns why that did not work, or undefined where it
 * did.
 */
export async function joinByCode(code: string, name: string, claim: boolean): Promise<JoinProblem | undefined> {
  try {
    await (claim ? connection.claim(code, name) : connection.join(code, name));
    return undefined;
  } catch (error) {
    const refused = codeOf(error);
    if (refused === 'closed') return { text: '', field: 'name' };
    if (claim && refused === 'unknown-player') return { text: t('phone.claim.nobody'), field: 'name' };
    const field = roomProblems.has(refused) ? 'room' : nameProblems.has(refused) ? 'name' : undefined;
    const { suggestion, claimable } = error instanceof ClientError ? error : {};
    return {
      text: errorText(refused),
      ...(field ? { field } : {}),
      ...(suggestion ? { suggestion } : {}),
      // A claim that did not come through may be made again.
      ...(claimable || (claim && nameProblems.has(refused)) ? { claim: t('phone.claim.ask') } : {}),
    };
  }
}
