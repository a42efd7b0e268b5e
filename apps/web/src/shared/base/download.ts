import { deviceLocale } from '../i18n/device-locale.ts';

/** Hands a text to the browser as a file. */
export function downloadText(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** What parts the cells of a CSV that this device's spreadsheet opens by a double click. */
export function csvSeparator(): ',' | ';' {
  const parts = new Intl.NumberFormat(deviceLocale()).formatToParts(0.5);
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ';' : ',';
}
