import { spawn } from 'node:child_process';

/** Exit codes: 0 nothing known, 1 advisories, 75 not run. A check that could not be made is no check that passed. */
const notRun = 75;

interface AuditReport {
  metadata?: { vulnerabilities?: Readonly<Record<string, number>> };
  error?: { code?: string; message?: string };
}

const serious = ['moderate', 'high', 'critical'];

const audit = spawn('npx', ['-y', 'pnpm@12', 'audit', '--prod', '--json', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'pipe'],
  shell: process.platform === 'win32',
});
let output = '';
let errors = '';
audit.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
audit.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
audit.once('close', () => {
  const report = parse(output);
  const found = report?.metadata?.vulnerabilities;
  if (!found) {
    const why = report?.error?.message ?? /(?:ERR_\w+[\s\S]*)/.exec(`${output}${errors}`)?.[0] ?? 'no answer';
    process.stdout.write(
      `dependency audit NOT RUN: the registry gave no advisories (${why.replace(/\s+/g, ' ').slice(0, 200)})\n`,
    );
    process.exitCode = notRun;
    return;
  }
  const count = serious.reduce((sum, level) => sum + (found[level] ?? 0), 0);
  process.stdout.write(`dependency audit: ${count} advisories of moderate severity or more\n`);
  if (count > 0) process.stdout.write(output);
  process.exitCode = count > 0 ? 1 : 0;
});

function parse(text: string): AuditReport | undefined {
  try {
    return JSON.parse(text) as AuditReport;
  } catch {
    return undefined;
  }
}
