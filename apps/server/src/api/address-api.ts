import type { PhoneAddress, SessionAddress } from '@ack-attack/protocol';
import { chooseAddressRequest } from '@ack-attack/protocol/schema';
import type { SessionDirectory, SessionRoom } from '@ack-attack/session';
import { Router } from 'express';
import { fail } from '../http/http-failure.ts';
import { bearerToken, isHost, isScreen } from '../http/request-token.ts';

/** What a teacher chose; `offered` where the server had that address itself. */
interface Choice {
  url: string;
  offered: boolean;
}

/**
 * The address that a session's screens show to the class. A teacher's choice is kept in memory: it is a fact about
 * this room's network today, and the console sends it again where a server does not know it.
 */
export function addressApi(
  directory: SessionDirectory,
  phoneAddresses: () => Promise<readonly PhoneAddress[]>,
): Router {
  const api = Router();
  const choices = new WeakMap<SessionRoom, Choice>();

  const answerFor = async (room: SessionRoom): Promise<SessionAddress> => {
    const addresses = await phoneAddresses();
    const choice = choices.get(room);
    // The network that was chosen may be gone; then the server's best is better than a dead address.
    const holds = choice && (!choice.offered || addresses.some(({ url }) => url === choice.url));
    return { addresses, ...(holds ? { chosen: choice.url } : {}) };
  };

  api.get('/sessions/:id/address', async (request, response) => {
    const room = await directory.byId(request.params.id);
    if (!room) return fail(response, 404, 'unknown-session', 'There is no such session, or it was deleted.');
    if (!isScreen(room.state, bearerToken(request))) {
      return fail(response, 403, 'bad-token', "This needs the secret of the session's stage or console.");
    }
    response.json(await answerFor(room));
  });

  api.put('/sessions/:id/address', async (request, response) => {
    const room = await directory.byId(request.params.id);
    if (!room) return fail(response, 404, 'unknown-session', 'There is no such session, or it was deleted.');
    if (!isHost(room.state, bearerToken(request))) {
      return fail(response, 403, 'bad-token', "This needs the secret of the session's console.");
    }
    const parsed = chooseAddressRequest.safeParse(request.body);
    if (!parsed.success) {
      return fail(response, 400, 'malformed', 'An address is http:// or https://, a host and perhaps a port.');
    }
    const { url } = parsed.data;
    if (url === null) choices.delete(room);
    else {
      const addresses = await phoneAddresses();
      choices.set(room, { url, offered: addresses.some((address) => address.url === url) });
    }
    response.json(await answerFor(room));
  });

  return api;
}
