import { chooseAction } from '@ack-attack/bots';
import { createClient, memoryStorage, type Client } from '@ack-attack/client';
import type { Action, SeatView } from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import type { PhoneView } from '@ack-attack/protocol';
import { openSession } from '../../../tests/wire/session-api.ts';
import { waitFor } from '../../../tests/wire/wait-for.ts';
import { teacherAddress } from '../teacher-address.ts';
import { students, type LoadPhone, type LoadRoom } from './load.ts';

// Most of what is sent is lost, so that producers always have something to send again and brokers can keep up.
const settings = { ...settingsFor('at-least-once', 'junior'), roundMs: 600_000, orderEveryMs: 2_000 };
const lossRate = 0.9;

export async function openOurRoom(url: string, number: number): Promise<LoadRoom> {
  const { session, roomCode, hostToken } = await openSession(url, settings, teacherAddress(number));
  const host = createClient({ as: 'console', url, storage: memoryStorage() });
  await host.resume(session, hostToken);
  const clients = Array.from({ length: students }, () => createClient({ as: 'phone', url, storage: memoryStorage() }));
  await Promise.all(clients.map((client, index) => client.join(roomCode, `Student ${index}`)));
  const accepted = async (command: Parameters<typeof host.send>[0]) => {
    const answer = await host.send(command);
    if (answer.outcome !== 'accepted') throw new Error(`${command.type}: ${answer.code}`);
  };
  return {
    phones: clients.map((client, seed) => phone(client, seed)),
    start: async () => {
      await accepted({ type: 'startRound' });
      const span = { rate: lossRate, forMs: settings.roundMs };
      await accepted({ type: 'injectFault', lane: 'all', what: { kind: 'drop', leg: 'publish' }, span });
      await waitFor('all phones have a seat', () => clients.every(({ view }) => view?.seat));
    },
  };
}

function phone(client: Client<'phone'>, seed: number): LoadPhone {
  let awaited = 0;
  return {
    command: () => {
      const { view } = client;
      if (!view || client.version < awaited) return undefined;
      const action = actionFor(view, client.serverNow(), seed);
      if (!action) return undefined;
      return client.send({ type: 'act', action }).then((answer) => {
        if (answer.outcome !== 'accepted') return false;
        awaited = answer.version;
        return true;
      });
    },
  };
}

/** What the textbook does, and where it would wait, something that is as good a command and does no harm. */
function actionFor({ seat, settings, clock, phase }: PhoneView, serverNow: number, seed: number): Action | undefined {
  if (!seat || phase !== 'playing') return undefined;
  const now = clock.stoppedAt ?? serverNow - clock.startedAt;
  if ((seat.busyUntil ?? 0) > now) return undefined;
  const action = chooseAction(seat, { settings, now, seed })?.action;
  // The last delivery stays in hand, so that there is always something to do for its broker and its consumer.
  const isLast = action?.do === 'ack' && Object.keys(seat.consumer?.hands ?? {}).length === 1;
  return action && !isLast ? action : pastime(seat);
}

function pastime({ producer, broker, consumer }: SeatView): Action | undefined {
  if (producer) {
    for (const [order, { sendings, givenUpAt }] of entries(producer.orders)) {
      const message = sendings.at(-1)?.message;
      if (givenUpAt === undefined && sendings.length < 100) {
        return { do: 'publish', order, ...(message === undefined ? {} : { message }) };
      }
    }
  }
  if (broker) for (const [copy] of entries(broker.copies)) return { do: 'confirm', copy };
  if (consumer) for (const [delivery] of entries(consumer.hands)) return { do: 'charge', delivery };
  return undefined;
}

/** Newest first. */
function entries<Id extends string, Entry>(record: Readonly<Record<Id, Entry>>): [Id, Entry][] {
  return (Object.entries(record) as [Id, Entry][]).reverse();
}
