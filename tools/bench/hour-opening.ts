import { readFileSync } from 'node:fs';
import { marks, parseArchive, ReplayCursor } from '@ack-attack/replay';
import { openRecording } from '../../apps/web/src/replay/recording/recording.ts';

/** Reads an archive for the first time, as a page does that has just been opened, and says how long each step took. */
process.on('message', (file: string) => {
  process.send?.(opening(readFileSync(file, 'utf8')));
});

export interface Opening {
  events: number;
  /** All in ms of processor time. */
  openMs: number;
  seeksMs: readonly number[];
  marksMs: number;
}

function opening(text: string): Opening {
  const [{ events }, openMs] = timed(() => parseArchive(text));
  const recording = openRecording(events, text);
  const rounds = recording?.rounds ?? [];
  const cursors = new Map(
    rounds.map((round) => [round, new ReplayCursor(events, recording?.keyframes.get(round))] as const),
  );
  // Everywhere, and in no order, as the page does it: in the round where a place is.
  const seeksMs: number[] = [];
  for (let index = 0; index < 300; index++) {
    const place = (index * 7_919 + 4_999) % events.length;
    const round = rounds.find(({ first, last }) => place >= first && place <= last);
    if (round) seeksMs.push(timed(() => cursors.get(round)?.seek(place))[1]);
  }
  const [, marksMs] = timed(() => marks(events));
  return { events: events.length, openMs, seeksMs, marksMs };
}

function timed<T>(run: () => T): [T, number] {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1_000];
}
