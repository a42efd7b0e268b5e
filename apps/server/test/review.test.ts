import type { OrderId } from '@ack-attack/engine';
import type {
  OpenedSession,
  OwnMarks,
  PhoneView,
  SessionMarks,
  SessionMisconceptions,
  SessionMoments,
  StageView,
} from '@ack-attack/protocol';
import { parseArchive } from '@ack-attack/replay';
import { afterEach, expect, test } from 'vitest';
import { openSession, startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
  server = undefined;
});

const tokenOf = (name: string) => `token-of-${name}-${'x'.repeat(20)}`;

async function read<T>(path: string, token?: string): Promise<T> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${server!.url}/api/sessions/${path}`, { headers });
  const body = (await response.json()) as T;
  return response.ok ? body : ([response.status, (body as { error: string }).error] as T);
}

/** A round in which a producer sends an order again as new, twice, and then gives it up, and the network takes all of it. */
async function playBadly(session: OpenedSession) {
  const [console, stage, ana, ben] = await Promise.all([
    wires!.console(session),
    wires!.stage(session),
    wires!.phone(session, 'Ana'),
    wires!.phone(session, 'Ben'),
  ]);
  await console.command({ type: 'startRound' });
  const drop = { what: { kind: 'drop', leg: 'publish' }, span: { forMs: 60_000 } };
  await console.command({ type: 'injectFault', lane: 'all', ...drop });
  const seatOf = (wire: Wire) => (wire.view as PhoneView).seat;
  const sender = await until(() => [ana, ben].find((wire) => seatOf(wire)?.producer), 'a producer');
  const order = await until(() => Object.keys(seatOf(sender)!.producer!.orders)[0] as OrderId, 'an order');
  for (const action of [
    { do: 'publish', order },
    // Done once so soon, it might be a slip.
    { do: 'publish', order },
    { do: 'publish', order },
    { do: 'giveUp', order },
  ]) {
    expect(await sender.command({ type: 'act', action })).toMatchObject({ outcome: 'accepted' });
  }
  const name = sender === ana ? 'Ana' : 'Ben';
  return { console, stage, phones: [ana, ben], order, sender: name, other: name === 'Ana' ? 'Ben' : 'Ana' };
}

test('moments are for the screens and marks for their player and the host, and none of them before the reveal', async () => {
  server = await startServer();
  wires = new Wires(server);
  const settings = testSettings({ predictMs: 0, travelMs: [50, 80], orderEveryMs: 1_000, overdueMs: 1_000 });
  const opened = await openSession(server, settings);
  const { session, hostToken, stageToken } = opened;
  const { console, stage, phones, order, sender, other } = await playBadly(opened);
  const told = async () => [
    await read<SessionMoments>(`${session}/moments`, stageToken),
    await read<SessionMarks>(`${session}/marks`, hostToken),
    await read<OwnMarks>(`${session}/marks/own`, tokenOf(sender)),
  ];
  const nothing = [{ rounds: [] }, { rounds: [] }, { rounds: [] }];
  expect(await told()).toEqual(nothing);
  await console.command({ type: 'ringBell' });
  await until(() => phones[0]!.view?.phase === 'predicting', 'the bell');
  expect(await told()).toEqual(nothing);

  await console.command({ type: 'revealTruth' });
  await until(() => (stage.view as StageView).reveal, 'the reveal');
  const moments = await read<SessionMoments>(`${session}/moments`, hostToken);
  expect(moments.rounds).toMatchObject([{ round: 1, moments: [{ kind: 'known-loss', orders: [order] }] }]);
  expect(await read(`${session}/moments`, stageToken)).toEqual(moments);
  const own = await read<OwnMarks>(`${session}/marks/own`, tokenOf(sender));
  expect(own.rounds).toMatchObject([
    {
      round: 1,
      marks: [{ rule: 'fresh-id-resend', order, count: 1 }],
      worst: [{ kind: 'known-loss', orders: [order] }],
    },
  ]);
  expect(await read(`${session}/marks/own`, tokenOf(other))).toEqual({
    rounds: [{ round: 1, marks: [], worst: moments.rounds[0]!.moments }],
  });
  const all = await read<SessionMarks>(`${session}/marks`, hostToken);
  const { players } = console.view as StageView;
  expect(
    all.rounds.map((round) => Object.keys(round.players).map((id) => players[id as keyof typeof players]?.name)),
  ).toEqual([[sender]]);

  const refused = [403, 'bad-token'];
  for (const [path, token] of [
    ['moments', undefined],
    ['moments', tokenOf(sender)],
    ['marks', undefined],
    ['marks', stageToken],
    ['marks', tokenOf(sender)],
    ['marks/own', undefined],
    ['marks/own', hostToken],
    ['marks/own', stageToken],
    ['misconceptions', undefined],
    ['misconceptions', stageToken],
    ['misconceptions', tokenOf(sender)],
  ] as const) {
    expect(await read(`${session}/${path}`, token), `${path} ${token}`).toEqual(refused);
  }
  expect(await read('nothing/marks', hostToken)).toEqual([404, 'unknown-session']);
  // No socket of anybody brings a mark, and none but the console's could.
  for (const wire of [...phones, stage, console]) {
    expect(wire.received.join()).not.toMatch(/fresh-id-resend|not-yet|"marks"/);
  }

  const [moment] = moments.rounds[0]!.moments;
  const place = { lane: moment!.lane, order, version: moment!.version };
  expect(await console.command({ type: 'showMoment', moment: place })).toMatchObject({ outcome: 'accepted' });
  await until(() => (stage.view as StageView).shown, 'the moment on the stage');
  expect((stage.view as StageView).shown).toEqual(place);
  expect(await phones[0]!.command({ type: 'showMoment' })).toMatchObject({ code: 'not-allowed' });

  await console.command({ type: 'closeRound' });
  await console.command({ type: 'startRound' });
  await until(() => stage.view?.phase === 'playing', 'round 2');
  expect(await read(`${session}/moments`, stageToken)).toEqual(moments);
  expect((stage.view as StageView).shown).toBeUndefined();
});

test('before the end the log is read up to what is revealed, by the screens alone', async () => {
  server = await startServer();
  wires = new Wires(server);
  const opened = await openSession(server, testSettings({ predictMs: 0, travelMs: [50, 80], orderEveryMs: 1_000 }));
  const { console } = await playBadly(opened);
  const { session, hostToken, stageToken } = opened;
  const typesFor = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${server!.url}/api/sessions/${session}/log`, { headers });
    return response.ok ? parseArchive(await response.text()).events.map(({ type }) => type) : response.status;
  };
  expect(await typesFor(hostToken)).not.toContain('roundStarted');
  await console.command({ type: 'ringBell' });
  expect(await typesFor(hostToken)).not.toContain('roundStarted');
  await console.command({ type: 'revealTruth' });
  const revealed = await typesFor(hostToken);
  expect(revealed).toContain('bellRang');
  expect(await typesFor(stageToken)).toEqual(revealed);
  expect(await typesFor(tokenOf('Ana'))).toBe(409);
  await console.command({ type: 'closeRound' });
  await console.command({ type: 'startRound' });
  expect(((await typesFor(hostToken)) as string[]).filter((type) => type === 'roundStarted')).toHaveLength(1);
});

test('what was answered is for the host, and what one answered oneself for that one alone', async () => {
  server = await startServer();
  wires = new Wires(server);
  const opened = await openSession(server, testSettings());
  const { session, hostToken, stageToken } = opened;
  const [console, ana, ben] = await Promise.all([
    wires.console(opened),
    wires.phone(opened, 'Ana'),
    wires.phone(opened, 'Ben'),
  ]);
  const question = {
    id: 'silence',
    kind: 'choose',
    fact: { en: 'silence has many causes' },
    prompt: { en: 'No confirm came. What do you know?' },
    options: [
      { id: 'nothing', text: { en: 'Nothing' } },
      { id: 'failed', text: { en: 'It failed' }, misconception: '1' },
    ],
    right: 'nothing',
    explanation: { en: 'It may have arrived.' },
  };
  await console.command({ type: 'askQuestions', purpose: 'ticket', questions: [question] });
  const say = (wire: Wire, choice: string) =>
    wire.command({ type: 'answerQuestion', quiz: 1, question: 'silence', answer: { choice, confidence: 'sure' } });
  expect(await say(ana, 'failed')).toMatchObject({ outcome: 'accepted' });
  expect(await read(`${session}/misconceptions`, hostToken)).toEqual({ misconceptions: [] });
  expect(await say(ben, 'nothing')).toMatchObject({ outcome: 'accepted' });

  const told = async (path: string, token: string) => (await read<SessionMisconceptions>(path, token)).misconceptions;
  const [wrong, right] = [
    { said: [{ right: false, confidence: 'sure', purpose: 'ticket' }], stands: 'not-yet' },
    { said: [{ right: true }], stands: 'understood' },
  ];
  expect(await told(`${session}/misconceptions`, hostToken)).toMatchObject([{ about: '1', players: [wrong, right] }]);
  expect(await told(`${session}/report`, hostToken)).toEqual(await told(`${session}/misconceptions`, hostToken));
  expect(await told(`${session}/report/own`, tokenOf('Ana'))).toMatchObject([{ players: [wrong] }]);
  expect(await told(`${session}/report/own`, tokenOf('Ben'))).toMatchObject([{ players: [right] }]);

  const answersFor = async (token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${server!.url}/api/sessions/${session}/log`, { headers });
    const { events } = parseArchive(await response.text());
    return events.flatMap((event) => (event.type === 'questionAnswered' ? [event.answer.choice] : []));
  };
  expect(await answersFor(stageToken)).toEqual([undefined, undefined]);
  expect(await answersFor(hostToken)).toEqual(['failed', 'nothing']);
  await console.command({ type: 'finishSession' });
  await until(() => ana.view?.phase === 'finished', 'the end');
  expect(await answersFor(tokenOf('Ben'))).toEqual([undefined, undefined]);
  expect(await answersFor()).toEqual([undefined, undefined]);
});
