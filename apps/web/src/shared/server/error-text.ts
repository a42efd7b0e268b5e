import type { ClientErrorCode } from '@ack-attack/client';
import { t } from '../base/text.ts';

/** The sentence that says what to do about an error. */
export function errorText(code: ClientErrorCode): string {
  return t(code === 'closed' ? 'errors.internal' : `errors.${code}`);
}
