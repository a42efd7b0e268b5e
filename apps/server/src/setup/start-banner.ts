import type { PhoneAddress } from '@ack-attack/protocol';
import { renderUnicodeCompact } from 'uqr';

/**
 * What the teacher reads in the terminal: where to go, and what phones scan.
 *
 * @param local for a browser on this machine
 * @param addresses for phones, best first
 */
export function startBanner(local: string, addresses: readonly PhoneAddress[]): string {
  return ['', '  Ack Attack', '', `  Teacher:   ${local}/host`, ...phoneLines(addresses), ''].join('\n');
}

function phoneLines(addresses: readonly PhoneAddress[]): readonly string[] {
  const [best, ...others] = addresses;
  if (best) {
    return [
      `  Phones:    ${named(best)}`,
      ...others.map((other) => `             ${named(other)}`),
      '',
      ...renderUnicodeCompact(best.url, { border: 2 })
        .split('\n')
        .map((line) => `  ${line}`),
    ];
  }
  return [
    '  Phones:    this computer is on no network yet. Connect it to the Wi-Fi of the class:',
    "             the phones' address then shows on the teacher's page and on the stage.",
  ];
}

function named({ url, network }: PhoneAddress): string {
  return network === undefined ? url : `${url}  (${network})`;
}
