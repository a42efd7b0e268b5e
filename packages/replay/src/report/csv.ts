export type CsvCell = string | number | undefined;
/** Where numbers have a decimal comma, spreadsheets part cells by semicolons. */
export type CsvSeparator = ',' | ';';

/**
 * Writes rows as CSV (RFC 4180) that a spreadsheet opens as it stands: UTF-8 with a mark, and no text in it can be
 * taken for a formula, even if a student's name begins like one.
 */
export function formatCsv(rows: readonly (readonly CsvCell[])[], separator: CsvSeparator = ','): string {
  return `\uFEFF${rows.map((row) => row.map(cellText).join(separator)).join('\r\n')}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  // Also after white space, which some spreadsheets pass over; full-width signs count as well there.
  const text = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;\t]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
