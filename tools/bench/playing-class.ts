import { textbookPolicy } from '@ack-attack/bots';
import { createClient, memoryStorage, type Client } from '@ack-attack/client';
import type { RoundSettings } from '@ack-attack/engine';
import { openSession } from '../../tests/wire/session-api.ts';
import type { TcpProxy } from '../../tests/wire/tcp-proxy.ts';
import { waitFor } from '../../tests/wire/wait-for.ts';
import { createWireBot } from '../../tests/wire/wire-bot.ts';

/** The way that the clients of each side take to the server, so that their traffic can be told apart. */
export type Ways = Record<'phone' | 'stage' | 'console', TcpProxy>;

/** A class in a round: phones that play, and both screens. */
export interface PlayingClass {
  isPlaying(): boolean;
  /** How many events the session has had, as its stage knows. */
  version(): number;
  close(): void;
}

/**
 * Opens a session, lets a class in and starts the round. Where the level plays on autopilot each phone sets the
 * textbook's policy once; else it acts as a bot would, about once a second.
 */
export async function openClass(
  url: string,
  ways: Ways,
  settings: RoundSettings,
  students: number,
): Promise<PlayingClass> {
  const { session, roomCode, hostToken, stageToken } = await openSession(url, settings);
  const host = createClient({ as: 'console', url: ways.console.url, storage: memoryStorage() });
  const stage = createClient({ as: 'stage', url: ways.stage.url, storage: memoryStorage() });
  await host.resume(session, hostToken);
  await stage.resume(session, stageToken);
  const bots = Array.from({ length: students }, (_, seed) =>
    createWireBot({ name: `Student ${seed}`, seed, url: ways.phone.url }),
  );
  await Promise.all(bots.map((bot) => bot.join(roomCode)));
  const autopilot = settings.level === 'senior';
  if (autopilot) for (const bot of bots) bot.rest();
  const { outcome } = await host.send({ type: 'startRound' });
  if (outcome !== 'accepted') throw new Error('the round does not start');
  if (autopilot) await Promise.all(bots.map(({ client }) => setPolicy(client, settings)));
  return {
    isPlaying: () => bots.every(({ client }) => client.view?.phase === 'playing'),
    version: () => stage.version,
    close() {
      for (const bot of bots) bot.close();
      stage.close();
      host.close();
    },
  };
}

async function setPolicy(client: Client<'phone'>, settings: RoundSettings): Promise<void> {
  const seat = await waitFor('a seat', () => client.view?.seat);
  const policy = textbookPolicy(settings.contract, seat.role, settings);
  const answer = await client.send({ type: 'setPolicy', policy });
  if (answer.outcome !== 'accepted') throw new Error(`the policy was refused: ${answer.code}`);
}
