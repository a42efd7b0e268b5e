import { formatArchive, parseArchive, ReplayCursor, spaceTime, whatIf } from '@ack-attack/replay';
import { sha256 } from '../../packages/replay/test/sha256.ts';
import type { LaneId } from '@ack-attack/engine';
import { busyLog } from './busy-game.ts';
import { benchHour, hourArchive } from './hour.ts';
import { paces } from './pace.ts';
import { benchReplayPage } from './replay-page.ts';

/**
 * Measures opening a log and moving in it, by itself and in a page; reading the same text as JSON is the yardstick of the
 * machine.
 */
export async function benchReplay(): Promise<readonly string[]> {
  const hour = hourArchive();
  return [...(await benchHour(hour)), ...(await benchReplayPage(hour)), ...benchBusyRound()];
}

function benchBusyRound(): readonly string[] {
  const events = busyLog(1);
  const text = formatArchive(events, sha256);
  const cursor = new ReplayCursor(events);
  const lane = 'L1' as LaneId;
  // Everywhere, and in no order.
  const places = Array.from({ length: 200 }, (_, index) => (index * 7_919) % events.length);
  const pace = paces({
    json: {
      size: events.length,
      run: () =>
        text
          .trimEnd()
          .split('\n')
          .forEach((line) => void JSON.parse(line)),
    },
    open: { size: events.length, run: () => void parseArchive(text) },
    seek: { size: places.length, run: () => places.forEach((place) => cursor.seek(place)) },
    diagram: { size: events.length, run: () => void spaceTime(events, 1, lane) },
    whatIf: { size: 1, run: () => void whatIf(events, { round: 1, lane, seats: 'all', contract: 'exactly-once' }) },
  });
  const line = (name: string, what: string) => `${name.padEnd(8)} ${what}`;
  const ms = (perSecond: number) => (1_000 / perSecond).toFixed(2);
  const rate = (perSecond: number) => `${Math.round(perSecond).toLocaleString('en')} events/s`;
  return [
    `${events.length} events, ${(text.length / 1e6).toFixed(1)} MB`,
    line('json', rate(pace.json)),
    line('open', `${rate(pace.open)}, ${(pace.open / pace.json).toFixed(2)} × json`),
    line('diagram', `${rate(pace.diagram)}, ${(pace.diagram / pace.json).toFixed(2)} × json`),
    line('seek', `${ms(pace.seek)} ms`),
    line('what if', `${ms(pace.whatIf)} ms for one lane with the textbook at every seat`),
  ];
}
