import { join } from 'node:path';
import { textbookPolicy } from '@ack-attack/bots';
import { settingsFor } from '@ack-attack/lesson';
import type { OpenedSession } from '@ack-attack/protocol';
import { openSqliteStore, storeLimits } from '@ack-attack/store';
import { hashToken } from '../../../apps/server/src/runtime/secrets.ts';
import { RecordedSession } from '../../../packages/replay/test/recorded-session.ts';
import type { Attack } from './attack.ts';

const players = 30;
const minutes = 12;
const tokenOf = (who: string) => `secret-of-${who}-${'x'.repeat(20)}`;

/** Readers of the report of a real lesson: its teacher, and a student whose page asks again and again. */
export const reports: Attack = {
  what: `the report of a Senior lesson of ${minutes} minutes is asked for without end`,
  prepare: writeLesson,
  async run({ url, own: { session }, signal }) {
    let [answered, refused, failed] = [0, 0, 0];
    const ask = async (path: string, token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      while (!signal.aborted) {
        const response = await fetch(`${url}/api/sessions/${session}/${path}`, { headers, signal }).catch(
          () => undefined,
        );
        await response?.text().catch(() => '');
        if (response?.ok) answered++;
        else if (response?.status === 429) refused++;
        else if (!signal.aborted) failed++;
      }
    };
    await Promise.all([
      ask('report', tokenOf('host')),
      ask('moments', tokenOf('stage')),
      ask('log', tokenOf('stage')),
      ...Array.from({ length: players }, (_, at) => ask('report/own', tokenOf(`u${at}`))),
    ]);
    return `${answered} answers, ${refused} times that it was too often, ${failed} failures`;
  },
};

/** Puts a finished lesson into the store that the server will be started on. */
async function writeLesson(dataDir: string): Promise<OpenedSession> {
  const settings = { ...settingsFor('at-least-once', 'senior'), roundMs: minutes * 60_000 };
  const lesson = new RecordedSession(settings, 7, {
    session: 'lesson',
    roomCode: 'LESSON',
    hostTokenHash: hashToken(tokenOf('host')),
    stageTokenHash: hashToken(tokenOf('stage')),
  });
  for (let at = 0; at < players; at++) {
    const id = `u${at}`;
    lesson.server({
      type: 'joinSession',
      player: id as never,
      name: `Student ${at}`,
      tokenHash: hashToken(tokenOf(id)),
    });
  }
  lesson.host({ type: 'startRound' });
  for (const { role, player } of lesson.state.lanes.flatMap(({ seats }) => seats)) {
    if (player === undefined) continue;
    const policy = textbookPolicy(settings.contract, role, settings);
    lesson.submit({ by: 'player', player, seq: 1, id: `policy-of-${player}`, command: { type: 'setPolicy', policy } });
  }
  lesson.play(settings.roundMs + 1_000);
  lesson.host({ type: 'revealTruth' });
  lesson.host({ type: 'finishSession' });
  const { events, state } = lesson;
  const store = await openSqliteStore({ file: join(dataDir, 'ack-attack.sqlite') });
  const createdAt = Date.now();
  await store.create({ id: state.id, roomCode: state.roomCode, createdAt }, events.slice(0, 1));
  const page = Math.min(500, storeLimits.appendEvents);
  for (let at = 1; at < events.length; at += page) await store.append(state.id, at, events.slice(at, at + page));
  await store.finish(state.id, createdAt);
  await store.close();
  return { session: state.id, roomCode: state.roomCode, hostToken: tokenOf('host'), stageToken: tokenOf('stage') };
}
