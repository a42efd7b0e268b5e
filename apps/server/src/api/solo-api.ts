import { defaultRules } from '@ack-attack/engine';
import type { BegunSession } from '@ack-attack/protocol';
import { openSoloRequest } from '@ack-attack/protocol/schema';
import type { SessionDirectory } from '@ack-attack/session';
import { Router } from 'express';
import { fail, refused } from '../http/http-failure.ts';
import type { SessionCreationGuard } from './session-creation-guard.ts';
import { hashToken } from '../runtime/secrets.ts';

/** A session for somebody who plays alone: nobody hosts it, and nobody is reported to. */
export function soloApi(directory: SessionDirectory, gate: SessionCreationGuard): Router {
  const api = Router();
  api.post('/solo', async (request, response) => {
    const parsed = openSoloRequest.safeParse(request.body);
    if (!parsed.success) return fail(response, 400, 'malformed', 'The body is no OpenSoloRequest.');
    const { settings, role, plan, seed, language, token, passcode } = parsed.data;
    if (!(await gate.authorize(request, response, passcode))) return;
    const opened = await directory.open({
      settings,
      hostTokenHash: '',
      stageTokenHash: '',
      rules: { ...defaultRules, naming: 'generated', language },
      ...(seed === undefined ? {} : { seed }),
      solo: { role, rounds: 1, ...(plan ? { plan } : {}) },
    });
    if (opened.outcome === 'rejected') return refused(response, opened.code, 'The session could not be opened.');
    const joined = await opened.room.join('', hashToken(token));
    if (joined.outcome === 'rejected') return refused(response, joined.code, 'The session could not be begun.');
    response.status(201).json({ session: opened.room.id } satisfies BegunSession);
  });
  return api;
}
