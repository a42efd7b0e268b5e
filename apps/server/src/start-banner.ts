import { renderUnicodeCompact } from 'uqr';

/** What the teacher reads in the terminal: where to go, and what phones scan. */
export function startBanner(port: number, addresses: readonly string[]): string {
  const [best = `http://localhost:${port}`] = addresses;
  const others = addresses.slice(1).map((address) => `             ${address}`);
  return [
    '',
    '  Ack Attack',
    '',
    `  Teacher:   http://localhost:${port}/host`,
    `  Phones:    ${best}`,
    ...others,
    '',
    ...renderUnicodeCompact(best, { border: 2 })
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ].join('\n');
}
