import { formatNumber } from '../../shared/i18n/texts.svelte.ts';

/** How far a round has come: "1:07". */
export function clockText(gameMs: number): string {
  const seconds = Math.floor(Math.max(0, gameMs) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The same to a tenth of a second: "1:07.3". */
export function fineClockText(gameMs: number): string {
  const tenths = Math.floor(Math.max(0, gameMs) / 100);
  const seconds = formatNumber((tenths % 600) / 10, { minimumIntegerDigits: 2, minimumFractionDigits: 1 });
  return `${Math.floor(tenths / 600)}:${seconds}`;
}
