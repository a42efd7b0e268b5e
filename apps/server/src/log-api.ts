import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SessionState } from '@ack-attack/engine';
import { archiveHeader, archiveLine, type ArchiveReader } from '@ack-attack/replay';
import type { SessionDirectory, SessionRoom } from '@ack-attack/session';
import { Router } from 'express';
import { fail } from './http-failure.ts';
import { bearerToken, isHost, isScreen, playerOf } from './request-token.ts';

type Pages = ReturnType<SessionRoom['revealedPages']>;

/** What an archive's header says of the lines below it. */
interface Seal {
  events: number;
  sha256: string;
}

/**
 * The log of a session as a file, for each reader with what is the reader's to know. It is read from the store and
 * written page by page, as fast as it is fetched, so that no log is ever whole in memory.
 */
export function logApi(directory: SessionDirectory): Router {
  const api = Router();
  const seals = new WeakMap<SessionRoom, Map<string, Promise<Seal>>>();

  /** Worked out once for each state of a session and each kind of reader, however many of a class ask. */
  function sealOf(room: SessionRoom, pages: Pages, reader: ArchiveReader): Promise<Seal> {
    const known = seals.get(room) ?? new Map<string, Promise<Seal>>();
    seals.set(room, known);
    const key = `${room.state.version} ${reader}`;
    const found = known.get(key);
    if (found) return found;
    for (const old of known.keys()) if (!old.startsWith(`${room.state.version} `)) known.delete(old);
    const seal = sealed(pages, reader);
    known.set(key, seal);
    seal.catch(() => known.delete(key));
    return seal;
  }

  api.get('/sessions/:id/log', async (request, response) => {
    const room = await directory.freshById(request.params.id);
    if (!room) return fail(response, 404, 'unknown-session', 'There is no such session, or it was deleted.');
    const token = bearerToken(request);
    // It says who did the homework and where: the teacher's to know.
    if (room.state.homework && !isHost(room.state, token)) {
      return fail(response, 403, 'bad-token', "This needs the secret of the homework's teacher.");
    }
    if (room.state.phase !== 'finished' && !isScreen(room.state, token)) {
      return fail(response, 409, 'not-finished', 'The log can be read once the session is finished.');
    }
    const reader = readerOf(room.state, token);
    const pages = room.revealedPages();
    const header = archiveHeader({ session: room.id, ...(await sealOf(room, pages, reader)) });
    response.type('application/x-ndjson');
    try {
      await pipeline(Readable.from(archiveText(header, pages, reader)), response);
    } catch (error) {
      // Who goes away in the middle has nobody to be told; who stays sees a file that ends too early, and says so.
      if (!response.destroyed) response.destroy(error as Error);
    }
  });

  return api;
}

function readerOf(state: SessionState, token: string | undefined): ArchiveReader {
  if (isHost(state, token)) return 'host';
  return isScreen(state, token) || playerOf(state, token) !== undefined ? 'class' : 'anybody';
}

async function sealed(pages: Pages, reader: ArchiveReader): Promise<Seal> {
  const hash = createHash('sha256');
  let events = 0;
  for await (const page of pages) {
    for (const event of page) hash.update(archiveLine(event, reader));
    events += page.length;
    // A store in the own process answers at once; others are to be served in between.
    await new Promise(setImmediate);
  }
  return { events, sha256: hash.digest('hex') };
}

async function* archiveText(header: string, pages: Pages, reader: ArchiveReader): AsyncGenerator<string> {
  yield header;
  for await (const page of pages) {
    yield page.map((event) => archiveLine(event, reader)).join('');
    await new Promise(setImmediate);
  }
}
