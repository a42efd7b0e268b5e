import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SessionState } from '@ack-attack/engine';
import { archiveHeader, archiveLine, type ArchiveReader } from '@ack-attack/replay';
import { isHidden, type SessionDirectory, type SessionRoom } from '@ack-attack/session';
import { Router } from 'express';
import { fail } from '../http/http-failure.ts';
import type { PageTurns } from '../readings/page-turns.ts';
import type { ReadAllowance } from '../readings/read-allowance.ts';
import { bearerToken, isHost, isScreen, playerOf } from '../http/request-token.ts';

type Pages = ReturnType<SessionRoom['revealedPages']>;

/** What an archive's header says of the lines below it. */
interface Seal {
  events: number;
  sha256: string;
}

export interface LogApiOptions {
  directory: SessionDirectory;
  allowance: ReadAllowance;
  turns: PageTurns;
}

/** A log as a file against one reading of it. */
const logPoints = 3;

/**
 * The log of a session as a file, for each reader with what is the reader's to know. It is read from the store and
 * written page by page, as fast as it is fetched, so that no log is ever whole in memory.
 */
export function logApi({ directory, allowance, turns }: LogApiOptions): Router {
  const api = Router();
  const seals = new WeakMap<SessionRoom, Map<string, Promise<Seal>>>();

  /** Worked out once for each version up to which a log may be told and each kind of reader, however many of a class ask. */
  function sealOf(room: SessionRoom, pages: Pages, reader: ArchiveReader): Promise<Seal> {
    const known = seals.get(room) ?? new Map<string, Promise<Seal>>();
    seals.set(room, known);
    const end = endOf(room.state);
    const key = `${end} ${reader}`;
    const found = known.get(key);
    if (found) return found;
    for (const old of known.keys()) if (!old.startsWith(`${end} `)) known.delete(old);
    const seal = sealed(pages, reader, turns);
    known.set(key, seal);
    seal.catch(() => known.delete(key));
    return seal;
  }

  api.get('/sessions/:id/log', async (request, response) => {
    const room = await directory.freshById(request.params.id);
    if (!room) return fail(response, 404, 'unknown-session', 'There is no such session, or it was deleted.');
    const token = bearerToken(request);
    // The log names the students and their attempts, for the teacher only.
    if (room.state.homework && !isHost(room.state, token)) {
      return fail(response, 403, 'bad-token', "This needs the secret of the homework's teacher.");
    }
    if (room.state.phase !== 'finished' && !isScreen(room.state, token)) {
      return fail(response, 409, 'not-finished', 'The log can be read once the session is finished.');
    }
    if (!(await allowance.admits(request, response, logPoints))) return;
    const reader = readerOf(room.state, token);
    const pages = room.revealedPages();
    const header = archiveHeader({ session: room.id, ...(await sealOf(room, pages, reader)) });
    response.type('application/x-ndjson');
    try {
      await pipeline(Readable.from(archiveText(header, pages, reader, turns)), response);
    } catch (error) {
      // A client that is still there sees a file that ends too early, and reports it.
      if (!response.destroyed) response.destroy(error as Error);
    }
  });

  return api;
}

function readerOf(state: SessionState, token: string | undefined): ArchiveReader {
  if (isHost(state, token)) return 'host';
  return isScreen(state, token) || playerOf(state, token) !== undefined ? 'class' : 'anybody';
}

/** Where a log ends as far as it may be told: now, or before the round that is hidden. */
function endOf(state: SessionState): string {
  return isHidden(state) ? `round ${state.round}` : `version ${state.version}`;
}

async function sealed(pages: Pages, reader: ArchiveReader, turns: PageTurns): Promise<Seal> {
  const hash = createHash('sha256');
  let events = 0;
  const hashed = turns.each(pages, (page) => {
    for (const event of page) hash.update(archiveLine(event, reader));
    return page.length;
  });
  for await (const count of hashed) events += count;
  return { events, sha256: hash.digest('hex') };
}

async function* archiveText(
  header: string,
  pages: Pages,
  reader: ArchiveReader,
  turns: PageTurns,
): AsyncGenerator<string> {
  yield header;
  yield* turns.each(pages, (page) => page.map((event) => archiveLine(event, reader)).join(''));
}
