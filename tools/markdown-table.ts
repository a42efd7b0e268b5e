/**
 * A Markdown table with its columns aligned.
 *
 * @param named how many columns from the left are words; the rest are numbers
 */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  named = columns.length,
): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  const line = widths.map((width, index) => (index < named ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [head = '', ...body] = all.map((row) =>
    joined(
      row.map((text, index) => (index < named ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0))),
    ),
  );
  return [head, joined(line), ...body].join('\n');
}

function joined(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
