import { createClient, memoryStorage, type Client } from '@ack-attack/client';
import type { HostCommand, RoundSettings } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import type { OpenedSession } from '@ack-attack/protocol';
import { openSession } from '../wire/session-api.ts';

/** A session and its teacher, who has no screen. */
export interface Room extends OpenedSession {
  url: string;
  host: Client<'console'>;
  /** Gives a command. @throws Error where it is refused */
  order(command: HostCommand): Promise<void>;
  close(): void;
}

/** A long round in which orders come soon and every message arrives. */
export function longRound(change: Partial<RoundSettings> = {}): RoundSettings {
  return {
    ...settingsFor('at-least-once', 'junior'),
    roundMs: 600_000,
    predictMs: 0,
    orderEveryMs: 1_500,
    travelMs: [50, 100],
    ...change,
  };
}

export async function openRoom(url: string, settings = longRound()): Promise<Room> {
  const opened = await openSession(url, settings);
  const host = createClient({ as: 'console', url, storage: memoryStorage() });
  await host.resume(opened.session, opened.hostToken);
  return {
    ...opened,
    url,
    host,
    async order(command) {
      const answer = await host.send(command);
      if (answer.outcome === 'rejected') throw new Error(`${command.type} was refused: ${answer.code}`);
    },
    close: () => host.close(),
  };
}
