import type { OwnReport, SessionReport } from '@ack-attack/replay';
import { afterEach, expect, test } from 'vitest';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer | undefined;
let wires: Wires | undefined;
afterEach(async () => {
  wires?.closeAll();
  await server?.close();
  server = undefined;
});

/** As the wires of the harness make them. */
const tokenOf = (name: string) => `token-of-${name}-${'x'.repeat(20)}`;

async function ask(path: string, token?: string, method = 'GET'): Promise<{ status: number; body: string }> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${server!.url}/api/sessions/${path}`, { headers, method });
  return { status: response.status, body: await response.text() };
}

/** A round of two that is over and revealed. */
async function playedSession() {
  server = await startServer();
  wires = new Wires(server);
  const opened = await openSession(server, testSettings({ predictMs: 0, travelMs: [50, 80], orderEveryMs: 1_000 }));
  const console = await wires.console(opened);
  const phones = [await wires.phone(opened, 'Ana'), await wires.phone(opened, 'Ben')];
  await console.command({ type: 'startRound' });
  await console.command({ type: 'ringBell' });
  await until(() => phones[0]!.view?.phase === 'predicting', 'the bell');
  await phones[0]!.command({ type: 'predict', lost: 3, duplicates: 1 });
  await phones[1]!.command({ type: 'predict', lost: 7, duplicates: 5 });
  return { ...opened, console };
}

test('a report is the host’s, and its own part each player’s, once the truth is shown', async () => {
  const { session, hostToken, console } = await playedSession();
  expect(JSON.parse((await ask(`${session}/report`, hostToken)).body)).toMatchObject({ rounds: [] });
  await console.command({ type: 'revealTruth' });

  const report = JSON.parse((await ask(`${session}/report`, hostToken)).body) as SessionReport;
  expect(report.rounds.map(({ round }) => round)).toEqual([1]);
  expect(report.students.map(({ name }) => name).sort()).toEqual(['Ana', 'Ben']);

  for (const [name, other, believed] of [
    ['Ana', 'Ben', { lost: 3, duplicates: 1 }],
    ['Ben', 'Ana', { lost: 7, duplicates: 5 }],
  ] as const) {
    const { body } = await ask(`${session}/report/own`, tokenOf(name));
    expect((JSON.parse(body) as OwnReport).student).toMatchObject({ name, rounds: [{ believed }] });
    const stranger = report.students.find((student) => student.name === other);
    expect(body).not.toContain(other);
    expect(body).not.toContain(stranger?.player);
  }
});

test('no other client gets a report, or can delete a session', async () => {
  const { session, hostToken, stageToken, console } = await playedSession();
  await console.command({ type: 'revealTruth' });
  const another = await openSession(server!, testSettings());
  const wrong = [
    undefined,
    '',
    'x',
    stageToken,
    another.hostToken,
    hostToken.toLowerCase(),
    `${hostToken} `,
    '__proto__',
  ];
  for (const token of [...wrong, tokenOf('Ana')]) {
    expect((await ask(`${session}/report`, token)).status, `report for ${token}`).toBe(
      // White space at the end of a header is not part of it.
      token === `${hostToken} ` ? 200 : 403,
    );
  }
  for (const token of [undefined, '', 'x', stageToken, hostToken, tokenOf('Cleo')]) {
    const { status, body } = await ask(`${session}/report/own`, token);
    expect(status, `own report for ${token}`).toBe(403);
    expect(body).not.toMatch(/Ana|Ben/);
  }
  for (const token of [undefined, stageToken, another.hostToken, tokenOf('Ana')]) {
    expect((await ask(session, token, 'DELETE')).status, `deleted by ${token}`).toBe(403);
  }
  // Whatever is asked for beside it, it is the token that says whose report it is.
  const players = JSON.parse((await ask(`${session}/report`, hostToken)).body) as SessionReport;
  const ben = players.students.find(({ name }) => name === 'Ben')?.player;
  for (const path of [`report/own?player=${ben}`, `report/own/${ben}`, `report/${ben}`, 'report/own/../../report']) {
    expect((await ask(`${session}/${path}`, tokenOf('Ana'))).body, path).not.toContain('Ben');
  }
  expect((await ask('nothing/report', hostToken)).status).toBe(404);
});

test('what its host deletes is gone with all that belongs to it', async () => {
  const { session, hostToken, console } = await playedSession();
  await console.command({ type: 'revealTruth' });
  await console.command({ type: 'finishSession' });
  expect((await ask(`${session}/log`)).status).toBe(200);
  expect((await ask(session, hostToken, 'DELETE')).status).toBe(204);
  for (const path of ['log', 'report', 'report/own', 'marks', 'moments']) {
    expect((await ask(`${session}/${path}`, hostToken)).status, path).toBe(404);
  }
  expect((await ask(session, hostToken, 'DELETE')).status).toBe(404);
});
