import type { LaneReport, RoundReport, SessionReport } from './session-report.ts';
import { laneName } from './stage.ts';
import { wording } from '../../tests/journeys/wording.ts';

export interface RunNotes {
  held: readonly string[];
  failed: readonly string[];
  photographs: readonly string[];
}

/** The report as Markdown. */
export function reportText(report: SessionReport, { held, failed, photographs }: RunNotes): string {
  const parts = [
    `# Session ${report.roomCode}`,
    `${report.players.length} players, ${report.rounds.length} rounds, ${report.acceptedCommands} accepted commands.`,
    ...report.rounds.flatMap(roundText),
    '## Checks',
    [...failed.map((line) => `- ✗ ${line}`), ...held.map((line) => `- ✓ ${line}`)].join('\n'),
    '## Screenshots',
    photographs.map((file) => `- [${file}](${file})`).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function roundText({ round, contract, level, roundMs, lanes }: RoundReport): readonly string[] {
  const heads = [
    'Lane',
    'Contract',
    'Served',
    'Points',
    'Orders',
    'Effects',
    'Lost',
    'of them confirmed',
    'Duplicates',
  ];
  const counts = ['Pending', 'Parked', 'Commands'];
  return [
    `## Round ${round}: ${wording(`common.contract.${contract}`)}, ${wording(`common.level.${level}`)}, ${roundMs / 1000} s`,
    table(
      [...heads, ...counts],
      lanes.map(({ lane, end, service, points, orders, tally, acceptedCommands }) => [
        laneName(lane),
        wording(`common.verdict.${end}`),
        `${service.served}/${service.due}`,
        points,
        orders,
        tally.effects,
        tally.lost,
        tally.lostSilently,
        tally.duplicates,
        tally.pending,
        tally.parked,
        acceptedCommands,
      ]),
    ),
    table(['Lane', 'Player', 'Seat', 'Said lost', 'Said twice', 'Truth'], lanes.flatMap(beliefs)),
    list('Faults', lanes.flatMap(faults)),
    list('Real disconnections', lanes.flatMap(disconnections)),
  ];
}

function beliefs({ lane, players, tally }: LaneReport): readonly (readonly (string | number)[])[] {
  return players.map(({ name, seat, prediction }) => [
    laneName(lane),
    name,
    seat,
    prediction?.lost ?? '–',
    prediction?.duplicates ?? '–',
    `${tally.lost} lost, ${tally.duplicates} twice`,
  ]);
}

function faults({ lane, faults }: LaneReport): readonly string[] {
  return faults.map(({ at, what, span }) => {
    const { kind, ...where } = what;
    const details = Object.entries({ ...where, ...span }).map(([name, value]) => `${name} ${value}`);
    return `${seconds(at)} ${laneName(lane)}: ${kind}, ${details.join(', ')}`;
  });
}

function disconnections({ lane, disconnections }: LaneReport): readonly string[] {
  return disconnections.map(({ name, at, coveredAt, backAt }) => {
    const covered = coveredAt === undefined ? '' : `, covered by a bot at ${seconds(coveredAt)}`;
    return `${laneName(lane)}: ${name} gone at ${seconds(at)}${covered}${backAt === undefined ? '' : `, back at ${seconds(backAt)}`}`;
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${title}: none.` : `${title}:\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
