import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs the audit against a registry of this test's own. */
async function auditAgainst(status: number, answer: unknown): Promise<{ code: number; output: string }> {
  const registry = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const program = ['--import', 'tsx', 'tests/audit/run.ts', `--registry=${url}`];
  const result = await new Promise<{ code: number; output: string }>((resolve) => {
    execFile(process.execPath, program, { cwd: root }, (error, stdout) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout }),
    );
  });
  registry.close();
  registry.closeAllConnections();
  return result;
}

test('a known weakness fails the audit, none passes it, and a registry without an audit is not taken for either', async () => {
  const advisory = {
    id: 1,
    url: 'https://advisories.example/1',
    title: 'Planted',
    severity: 'high',
    vulnerable_versions: '>=0.0.0',
    cwe: [],
    cvss: { score: 8, vectorString: null },
  };
  expect(await auditAgainst(200, { express: [advisory] })).toMatchObject({ code: 1 });
  expect(await auditAgainst(200, {})).toMatchObject({ code: 0 });
  const refused = await auditAgainst(405, { error: 'no such thing' });
  expect(refused.code).toBe(75);
  expect(refused.output).toContain('NOT RUN');
});
