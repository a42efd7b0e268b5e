import type { SoloStep } from '@ack-attack/engine';
import { errorText } from '../../shared/server/error-text.ts';
import { connection } from '../base/connection.ts';
import { showToast } from '../ui/toasts.svelte.ts';

/** Does with the round what else is the teacher's to do, and says why where that is refused. */
export async function leadSoloRound(step: SoloStep): Promise<void> {
  const code = await connection.send({ type: 'leadRound', step });
  // The bell may ring while the tap is on its way; the screen shows by itself what comes now.
  if (code !== undefined && code !== 'closed' && code !== 'superseded' && code !== 'wrong-phase') {
    showToast(errorText(code));
  }
}
