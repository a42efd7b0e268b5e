import { createMemoryStore } from '@ack-attack/store';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../src/runtime/logger.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { openSession, startServer, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires;
afterEach(async () => {
  wires.closeAll();
  await server?.close();
});

const metricsToken = 'metrics-token-4711';
const names = ['Anastasia', 'Bartholomew', 'Cleopatra'];
const scrape = async (token?: string) =>
  fetch(`${server!.url}/metrics`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

test('a whole session with every kind of trouble leaves no name, room code or secret in log or metrics', async () => {
  let log = '';
  const store = createMemoryStore();
  const metrics = new Metrics();
  server = await startServer({
    store,
    metrics,
    metricsToken,
    hostPasscode: 'open sesame',
    logger: createLogger('trace', { write: (line) => (log += line) }),
  });
  wires = new Wires(server);
  const body = (passcode: string) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ settings: undefined, passcode }),
  });
  await fetch(`${server.url}/api/sessions`, body('open says me'));
  await fetch(`${server.url}/api/sessions`, { ...body(''), body: `{"name":"${names[0]}", oops` });
  await server.close();
  server = await startServer({
    store,
    metrics: new Metrics(),
    metricsToken,
    logger: createLogger('trace', { write: (line) => (log += line) }),
  });
  wires = new Wires(server);
  const opened = await openSession(server);
  const host = await wires.console(opened);
  const phones = await Promise.all(names.map((name) => wires.phone(opened, name)));
  await host.command({ type: 'startRound' });
  await phones[0]!.command({ type: 'predict', lost: 1, duplicates: 1 });
  phones[1]!.emit('command', { nonsense: names[1] });
  phones[1]!.emit(`event-${names[1]}`, { id: 'x' });
  await until(() => phones[1]!.refusals.length > 0 || phones[1]!.answers.length > 0, 'an answer to nonsense');
  const stranger = wires.wire();
  stranger.emit('join', { protocol: 1, room: 'ACDEFG', name: names[2], token: 't'.repeat(32) });
  await until(() => stranger.refusals.length > 0, 'a refusal');
  // The store fails while somebody acts.
  const { append } = store;
  store.append = () => Promise.reject(Object.assign(new Error('disk full'), { player: names[0], code: 'full' }));
  await host.command({ type: 'pauseRound' });
  store.append = append;
  const page = await (await scrape(metricsToken)).text();
  await server.close();

  expect(log).toContain('session opened');
  expect(log).toContain('disk full');
  expect(page).toMatch(/ack_attack_commands?_seconds_count\{[^}]*outcome="accepted"[^}]*\} [1-9]/);
  expect(page).toMatch(/ack_attack_store_errors_total\{call="append"\} [1-9]/);
  expect(page).toMatch(/ack_attack_rooms\{phase="playing"\} 1/);
  for (const line of log.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  const tokens = names.map((name) => `token-of-${name}`);
  const secrets = [
    ...names,
    ...tokens,
    opened.roomCode,
    opened.hostToken,
    opened.stageToken,
    'open sesame',
    metricsToken,
  ];
  for (const secret of [...secrets, 'open says me', 'ACDEFG']) {
    expect(log).not.toContain(secret);
    expect(page).not.toContain(secret);
  }
  // IDs of sessions are in the log, where an operator needs them, and in no metric.
  expect(log).toContain(opened.session);
  expect(page).not.toContain(opened.session);
});

test('metrics are shown with their token only, and their number grows with nothing that a client sends', async () => {
  server = await startServer({ metricsToken });
  wires = new Wires(server);
  expect((await scrape()).status).toBe(403);
  expect((await scrape('wrong')).status).toBe(403);
  const series = async () =>
    (await (await scrape(metricsToken)).text()).split('\n').filter((line) => /^[a-z]/.test(line));
  const opened = await openSession(server);
  const phone = await wires.phone(opened, 'Ana');
  const trouble = async (round: number) => {
    const wire = wires.wire();
    wire.emit('join', { protocol: 1, room: `ACDEF${'CDEFGHJK'[round]}`, name: `Name ${round}`, token: 't'.repeat(32) });
    wire.emit(`event-${round}`, { id: `id-${round}` });
    phone.emit('command', { seq: round, id: `id-${round}`, command: { type: `type-${round}` } });
    await until(() => wire.refusals.length > 0 && phone.answers.length > round, 'the answers');
  };
  await trouble(0);
  const before = (await series()).map((line) => line.replace(/ [^ ]*$/, ''));
  for (let round = 1; round < 8; round++) await trouble(round);
  expect((await series()).map((line) => line.replace(/ [^ ]*$/, ''))).toEqual(before);
  expect(before.length).toBeLessThan(400);
  await server.close();
  server = await startServer();
  expect((await scrape()).status).toBe(404);
});
