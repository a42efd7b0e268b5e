import type { SessionDirectory } from '@ack-attack/session';
import { Router, type RequestHandler } from 'express';
import { hashToken, sameHash } from '../runtime/secrets.ts';
import { bearerToken } from './request-token.ts';
import { fail } from './http-failure.ts';

const forScreens = ['report', 'moments', 'marks', 'misconceptions', 'address'].map((name) => `/sessions/:id/${name}`);
const forPhones = ['report/own', 'marks/own'].map((name) => `/sessions/:id/${name}`);

/**
 * Refuses a client that has no right to what a session's screens and phones read, before the session is loaded.
 * What each of the secrets may read is looked at again behind it.
 */
export function sessionSecrets(directory: Pick<SessionDirectory, 'screenSecrets'>): Router {
  const router = Router();
  const refusing =
    (needsScreen: boolean): RequestHandler<{ id: string }> =>
    async (request, response, next) => {
      const secrets = await directory.screenSecrets(request.params.id);
      if (!secrets) return fail(response, 404, 'unknown-session', 'There is no such session, or it was deleted.');
      const token = bearerToken(request);
      const hash = token === undefined ? undefined : hashToken(token);
      const isScreen =
        hash !== undefined && (sameHash(secrets.hostTokenHash, hash) || sameHash(secrets.stageTokenHash, hash));
      if (isScreen || (hash !== undefined && !needsScreen)) return next();
      fail(response, 403, 'bad-token', 'This needs a secret of the session.');
    };
  router.get(forScreens, refusing(true));
  router.put('/sessions/:id/address', refusing(true));
  router.delete('/sessions/:id', refusing(true));
  router.get(forPhones, refusing(false));
  return router;
}
