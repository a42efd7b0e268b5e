import { ownReport, sessionReport, type SessionReading } from '@ack-attack/replay';
import { viewMarks, viewMisconceptions, viewMoments, viewOwnMarks } from '@ack-attack/session/review-view';
import type { PlayerId } from '@ack-attack/engine';
import type { SessionAnswers } from './reading-jobs.ts';

/** No player has this ID. */
const nobody = '' as PlayerId;

/** All that is told of a session, from what of its log was read. */
export function sessionAnswers(reading: SessionReading): SessionAnswers {
  const { review } = reading;
  const report = sessionReport(reading);
  const players = report.students.map(({ player }) => player);
  const forEach = (part: (player: PlayerId) => unknown) =>
    new Map(players.map((player) => [player, JSON.stringify(part(player))]));
  return {
    report: JSON.stringify(report),
    moments: JSON.stringify(viewMoments(review)),
    marks: JSON.stringify(viewMarks(review)),
    misconceptions: JSON.stringify(viewMisconceptions(review)),
    ownReport: forEach((player) => ownReport(report, player)),
    ownMarks: forEach((player) => viewOwnMarks(review, player)),
    noMarks: JSON.stringify(viewOwnMarks(review, nobody)),
  };
}
