import type { Service } from '@ack-attack/scoring';
import { formatCsv, type CsvSeparator } from './csv.ts';
import type { SessionReport } from './report.ts';

/** A student's line has these columns, under stable names that a gradebook can be configured for. */
export const gradebookColumns = [
  'name',
  'rounds',
  'points',
  'contracts_kept',
  'customers_served',
  'customers_due',
  'predictions_made',
  'predictions_right',
  'understood',
  'not_yet',
] as const;

/** One line a student: how many rounds, contracts, customers, predictions, and craft marks of either kind. */
export function formatGradebook({ students }: SessionReport, separator?: CsvSeparator): string {
  const rows = [
    gradebookColumns,
    ...students.map(({ name, rounds, points, marks }) => {
      const made = rounds.filter(({ believed }) => believed);
      const right = made.filter(
        ({ believed, truth }) => believed?.lost === truth.lost && believed.duplicates === truth.duplicates,
      );
      const sum = (shows: string) => marks.reduce((all, mark) => all + (mark.shows === shows ? mark.count : 0), 0);
      const kept = rounds.filter(({ end }) => end === 'kept').length;
      const customers = (of: (service: Service) => number) => rounds.reduce((all, { service }) => all + of(service), 0);
      return [
        name,
        rounds.length,
        points,
        kept,
        customers(({ served }) => served),
        customers(({ due }) => due),
        made.length,
        right.length,
        sum('understood'),
        sum('not-yet'),
      ];
    }),
  ];
  return formatCsv(rows, separator);
}
