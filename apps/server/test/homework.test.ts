import type { FaultPlan, HomeworkTerms } from '@ack-attack/engine';
import type { HomeworkReport, OwnHomework, SessionReport } from '@ack-attack/replay';
import type { BegunSession, HomeworkInfo, PhoneView, SetHomework } from '@ack-attack/protocol';
import { afterEach, expect, test } from 'vitest';
import { startServer, testSettings, until, Wires, type TestServer, type Wire } from './harness.ts';

let server: TestServer;
let wires: Wires;
afterEach(async () => {
  wires.closeAll();
  await server.close();
});

const tokenOf = (name: string) => `token-of-${name}-${'x'.repeat(20)}`;
const plan: FaultPlan = {
  id: 'p',
  name: 'SECRET-PLAN',
  teaches: 'SECRET-TEACHES',
  steps: [
    { atMs: 0, lane: 'all', deed: { type: 'injectFault', what: { kind: 'drop', leg: 'confirm' }, span: { next: 2 } } },
  ],
};
const terms: HomeworkTerms = { title: 'Lost confirms', rounds: 1, attempts: 2, sameOrders: true, plan };
const settings = testSettings({ roundMs: 10_000, travelMs: [20, 40], orderEveryMs: 1_000 });

/** A server whose clock goes eight times as fast as the wall's. */
function hastily(): Pick<NonNullable<Parameters<typeof startServer>[0]>, 'now' | 'schedule'> {
  const begun = Date.now();
  return {
    now: () => begun + (Date.now() - begun) * 8,
    schedule: (run, delayMs) => {
      const timer = setTimeout(run, delayMs / 8);
      return () => clearTimeout(timer);
    },
  };
}

async function serve(options: Parameters<typeof startServer>[0] = {}): Promise<void> {
  server = await startServer(options);
  wires = new Wires(server);
}

async function ask<T>(path: string, options: { token?: string; body?: unknown; method?: string } = {}) {
  const { token, body, method = body === undefined ? 'GET' : 'POST' } = options;
  const response = await fetch(`${server.url}/api/${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    body: (response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : {}) as T,
  };
}

async function setHomework(change: Partial<HomeworkTerms> = {}): Promise<SetHomework> {
  const { status, text, body } = await ask<SetHomework>('homework', {
    body: { settings, terms: { ...terms, ...change } },
  });
  expect(status, text).toBe(201);
  return body;
}

const begin = (homework: string, name: string, more: object = {}) =>
  ask<BegunSession & { error: string; suggestion?: string }>(`homework/${homework}/attempts`, {
    body: { name, token: tokenOf(name), ...more },
  });

async function enter(session: string, name: string): Promise<Wire> {
  const phone = wires.wire();
  await phone.hello('phone', session, tokenOf(name));
  return phone;
}

/** Plays to the end, without a hand at the machine. */
async function play(session: string, name: string, said = { lost: 0, duplicates: 0 }): Promise<void> {
  const phone = await enter(session, name);
  await phone.command({ type: 'leadRound', step: 'start' });
  await until(() => phone.view?.phase === 'predicting', 'the bell');
  await phone.command({ type: 'predict', ...said });
  await until(() => phone.view?.phase === 'finished', 'the end');
  phone.close();
}

test('a student does homework in own time, and the teacher reads it', async () => {
  await serve(hastily());
  const { homework, hostToken } = await setHomework();
  const info = await ask<HomeworkInfo>(`homework/${homework}`);
  expect(info.body).toMatchObject({ title: 'Lost confirms', contract: 'at-least-once', attempts: 2, closed: false });
  expect(info.text).not.toMatch(/SECRET|seed|Hash/);

  const { session } = (await begin(homework, 'Ana', { role: 'consumer' })).body;
  const phone = await enter(session, 'Ana');
  expect((phone.view as PhoneView).solo).toEqual({
    role: 'consumer',
    rounds: 1,
    homework: { session: homework, title: 'Lost confirms', attempt: 1 },
  });
  expect((phone.view as PhoneView).hostAway).toBe(false);
  await phone.command({ type: 'leadRound', step: 'start' });
  await until(() => phone.view?.phase === 'playing', 'the start');
  expect((phone.view as PhoneView).seat?.role).toBe('consumer');
  // The phone is locked: nothing goes on without it.
  phone.close();
  const room = (await server.directory.byId(session))!;
  await until(() => room.state.pauseCause === 'student-away', 'the pause');
  // Asked to begin again, the same attempt goes on.
  expect(await begin(homework, 'Ana')).toMatchObject({ status: 200, body: { session } });
  const back = await enter(session, 'Ana');
  await until(() => back.view?.phase === 'playing', 'the round going on');
  await until(() => back.view?.phase === 'predicting', 'the bell');
  await back.command({ type: 'predict', lost: 4, duplicates: 2 });
  await until(() => back.view?.phase === 'finished', 'the end');
  expect(back.received.join('')).not.toContain('SECRET');

  const own = await ask<OwnHomework>(`homework/${homework}/own`, { token: tokenOf('Ana') });
  expect(own.body.student).toMatchObject({ name: 'Ana', best: 1 });
  expect(own.body.student.attempts).toMatchObject([
    { session, attempt: 1, finished: true, rounds: [{ role: 'consumer', believed: { lost: 4, duplicates: 2 } }] },
  ]);
  expect(own.text).not.toContain('SECRET');
  const report = await ask<HomeworkReport>(`homework/${homework}/report`, { token: hostToken });
  expect(report.body).toMatchObject({ plan: 'SECRET-PLAN', students: [own.body.student] });
  // The attempt is a session like any other: its log, its replay, its report.
  expect((await ask(`sessions/${session}/log`)).status).toBe(200);
  const whole = await ask<SessionReport>(`sessions/${session}/report`, { token: hostToken });
  expect(whole.body.students.map(({ name }) => name)).toEqual(['Ana']);
});

test('every attempt is counted once, meets the same orders, and there are no more than were allowed', async () => {
  await serve(hastily());
  const { homework, hostToken } = await setHomework({ attempts: 2, role: 'producer' });
  // One student on two devices, at the same moment.
  const both = await Promise.all([begin(homework, 'Ana'), begin(homework, 'Ana')]);
  const [first] = [...new Set(both.map(({ body }) => body.session))];
  expect(both.map(({ body }) => body.session)).toEqual([first, first]);
  expect((await begin(homework, 'Ben')).status).toBe(201);
  await play(first!, 'Ana');
  const second = await begin(homework, 'Ana');
  expect(second.status).toBe(201);
  await play(second.body.session, 'Ana');
  expect(await begin(homework, 'Ana')).toMatchObject({ status: 409, body: { error: 'attempts-used' } });
  const orders = async (session: string) =>
    (await server.store.read(session, 0)).flatMap((event) =>
      event.type === 'orderPlaced' ? [`${event.order} ${JSON.stringify(event.content)}`] : [],
    );
  expect(await orders(second.body.session)).toEqual(await orders(first!));
  const { body } = await ask<HomeworkReport>(`homework/${homework}/report`, { token: hostToken });
  expect(body.students.map(({ name, attempts }) => [name, attempts.map(({ finished }) => finished)])).toEqual([
    ['Ana', [true, true]],
    ['Ben', [false]],
  ]);
});

test('a link shows no other student’s work', async () => {
  await serve();
  const { homework, hostToken } = await setHomework();
  const { session } = (await begin(homework, 'Ana')).body;
  await begin(homework, 'Ben');
  const other = await setHomework();
  for (const token of [undefined, '', 'x', tokenOf('Ana'), other.hostToken, `${hostToken}x`]) {
    for (const [path, method] of [
      ['report', 'GET'],
      ['close', 'POST'],
      ['', 'DELETE'],
    ] as const) {
      const answer = await ask(`homework/${homework}/${path}`, { ...(token === undefined ? {} : { token }), method });
      expect(answer.status, `${method} ${path} by ${token}`).toBe(403);
      expect(answer.text).not.toMatch(/Ana|Ben/);
    }
    const own = await ask(`homework/${homework}/own`, token === undefined ? {} : { token });
    expect(own.text, `own of ${token}`).not.toContain('Ben');
    // Who did it and where stands in its log, closed or not.
    expect((await ask(`sessions/${homework}/log`, token === undefined ? {} : { token })).status).toBe(403);
  }
  expect((await ask(`homework/${homework}/own`, { token: hostToken })).status).toBe(403);
  // A student leads the own attempt and no other, and hosts nothing.
  const stranger = wires.wire();
  await expect(stranger.hello('phone', session, tokenOf('Ben'))).rejects.toThrow('bad-token');
  const phone = await enter(session, 'Ana');
  expect(await phone.command({ type: 'startRound' })).toMatchObject({ code: 'not-allowed' });
  for (const as of ['console', 'stage'] as const) {
    await expect(wires.wire().hello(as, session, tokenOf('Ana'))).rejects.toThrow('bad-token');
  }
  // The room of homework is nobody's to play in, by code or by secret.
  const { roomCode } = (await server.directory.byId(homework))!.state;
  expect((await ask(`rooms/${roomCode}`)).status).toBe(404);
  await expect(wires.wire().join(roomCode, 'Cleo')).rejects.toThrow('unknown-room');
  await expect(wires.wire().hello('phone', homework, tokenOf('Ana'))).rejects.toThrow('unknown-session');
});

test('names keep to the rules of any room, and a secret to its student', async () => {
  await serve();
  const { homework } = await setHomework();
  expect((await begin(homework, 'Ana')).status).toBe(201);
  expect((await begin(homework, ' ana ')).body).toMatchObject({ error: 'name-taken', suggestion: 'ana 2' });
  expect((await begin(homework, '')).body).toMatchObject({ error: 'name-invalid' });
  expect((await begin(homework, 'shithead')).body).toMatchObject({ error: 'name-abusive' });
  for (const body of [{}, { name: 'Cy', token: 'short' }, { name: 'Cy', token: tokenOf('Cy'), role: 'bank' }]) {
    expect((await ask(`homework/${homework}/attempts`, { body })).status).toBe(400);
  }
});

test('what is closed, over or deleted says so, and keeps what was done until it is deleted', async () => {
  const clock = { now: Date.now() };
  await serve({ now: () => clock.now });
  const dated = await setHomework({ closesAt: clock.now + 60_000 });
  expect((await begin(dated.homework, 'Ana')).status).toBe(201);
  clock.now += 60_000;
  expect((await ask<HomeworkInfo>(`homework/${dated.homework}`)).body.closed).toBe(true);
  expect((await begin(dated.homework, 'Ben')).body).toMatchObject({ error: 'homework-closed' });

  const { homework, hostToken } = await setHomework();
  const { session } = (await begin(homework, 'Ana')).body;
  expect((await ask(`homework/${homework}/close`, { token: hostToken, method: 'POST' })).status).toBe(204);
  expect((await ask(`homework/${homework}/close`, { token: hostToken, method: 'POST' })).status).toBe(204);
  expect((await begin(homework, 'Ben')).body).toMatchObject({ error: 'homework-closed' });
  expect((await ask<HomeworkReport>(`homework/${homework}/report`, { token: hostToken })).body.students).toHaveLength(
    1,
  );
  expect((await ask(`homework/${homework}`, { token: hostToken, method: 'DELETE' })).status).toBe(204);
  expect(await begin(homework, 'Ben')).toMatchObject({ status: 404, body: { error: 'unknown-homework' } });
  expect((await ask(`sessions/${session}/log`)).status).toBe(404);
  expect(await server.store.find(session)).toBeUndefined();
});

test('what one server has deleted is gone on every other', async () => {
  await serve();
  const { homework, hostToken } = await setHomework();
  const other = await startServer({ store: server.store });
  const asked = () => fetch(`${other.url}/api/homework/${homework}`).then(({ status }) => status);
  expect(await asked()).toBe(200);
  await ask(`homework/${homework}`, { token: hostToken, method: 'DELETE' });
  expect(await asked()).toBe(404);
  await other.close();
});

test('homework that no round could be played by is refused', async () => {
  await serve({ retentionDays: 2 });
  const wrong: Partial<HomeworkTerms>[] = [
    { title: '' },
    { rounds: 9 },
    { attempts: 0 },
    { closesAt: Date.now() - 1 },
    { closesAt: Date.now() + 3 * 86_400_000 },
    { plan: { ...plan, steps: [] } },
  ];
  for (const change of wrong) {
    const { status, text } = await ask('homework', { body: { settings, terms: { ...terms, ...change } } });
    expect(status, text).toBe(400);
  }
});

test('a student who plays alone needs no teacher and no name, and counts to the server’s limits', async () => {
  await serve({ maxRooms: 5, sessionsPerMinute: 5 });
  const open = (name: string) =>
    ask<BegunSession & { error: string }>('solo', {
      body: { settings, role: 'broker', plan, language: 'ru', token: tokenOf(name) },
    });
  const { session } = (await open('one')).body;
  const phone = await enter(session, 'one');
  expect((phone.view as PhoneView).me.name).toMatch(/\p{Script=Cyrillic}/u);
  expect((phone.view as PhoneView).solo).toEqual({ role: 'broker', rounds: 1 });
  await phone.command({ type: 'leadRound', step: 'start' });
  await until(() => phone.view?.phase === 'playing', 'the start');
  expect((await ask(`sessions/${session}/report`, { token: '' })).status).toBe(403);
  for (const name of ['two', 'three', 'four']) await enter((await open(name)).body.session, name);
  // The last room is for a class.
  expect(await open('five')).toMatchObject({ status: 503, body: { error: 'server-full' } });
  expect(await open('six')).toMatchObject({ status: 429, body: { error: 'rate-limited' } });
});

test('a server with a passcode opens nothing to strangers but the homework of its teachers', async () => {
  await serve({ hostPasscode: 'sesame' });
  const solo = { settings, role: 'broker', language: 'en', token: tokenOf('one') };
  expect((await ask('solo', { body: solo })).status).toBe(403);
  expect((await ask('solo', { body: { ...solo, passcode: 'sesame' } })).status).toBe(201);
  expect((await ask('homework', { body: { settings, terms } })).status).toBe(403);
  const set = await ask<SetHomework>('homework', { body: { settings, terms, passcode: 'sesame' } });
  expect((await begin(set.body.homework, 'Ana')).status).toBe(201);
});

test('a busy server asks to wait, and one address begins no more than a class does', async () => {
  let delay = 0;
  await serve({ loopDelayMs: () => delay, attemptsPerMinute: 2 });
  const { homework } = await setHomework();
  delay = 10_000;
  expect((await begin(homework, 'Ana')).body.error).toBe('busy');
  delay = 0;
  await begin(homework, 'Ana');
  await begin(homework, 'Ben');
  expect((await begin(homework, 'Cy')).body.error).toBe('rate-limited');
});
