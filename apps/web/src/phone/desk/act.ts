import type { Action } from '@ack-attack/engine';
import { errorText } from '../../shared/server/error-text.ts';
import { buzz } from '../ui/buzz.ts';
import { connection } from '../base/connection.ts';
import { showToast } from '../ui/toasts.svelte.ts';

/** Lets the player's machine take a step; a refusal is said in a sentence. */
export async function sendAction(action: Action): Promise<void> {
  buzz(10);
  const code = await connection.send({ type: 'act', action });
  // A client that was closed or taken over has a screen of its own for it.
  if (code !== undefined && code !== 'closed' && code !== 'superseded') showToast(errorText(code));
}
