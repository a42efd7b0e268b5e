import { readFileSync } from 'node:fs';
import { marks, parseArchive, ReplayCursor } from '@ack-attack/replay';

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
  const cursor = new ReplayCursor(events);
  // Everywhere, and in no order.
  const places = Array.from({ length: 300 }, (_, index) => (index * 7_919 + 4_999) % events.length);
  const seeksMs = places.map((place) => timed(() => cursor.seek(place))[1]);
  const [, marksMs] = timed(() => marks(events));
  return { events: events.length, openMs, seeksMs, marksMs };
}

function timed<T>(run: () => T): [T, number] {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1_000];
}
