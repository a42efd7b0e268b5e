import type { IncomingMessage, ServerResponse } from 'node:http';
import type { QueueInfo } from '@ack-attack/protocol';
import type { Admission } from './admission.ts';

/**
 * Tells clients that somebody is there, and how long their connections wait. In a storm thousands ask at once, so this
 * comes before all that is done for a page.
 *
 * @returns whether that was asked, and is answered
 */
export function answerQueue(request: IncomingMessage, response: ServerResponse, admission: Admission): boolean {
  if (request.url !== '/api/queue' || request.method !== 'GET') return false;
  const queue: QueueInfo = { waitMs: admission.queueMs };
  response.writeHead(200, {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // It says nothing that a page of another address may not know.
    'access-control-allow-origin': '*',
  });
  response.end(JSON.stringify(queue));
  return true;
}
