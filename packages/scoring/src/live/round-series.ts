import { gameTime, isLaneEvent, type GameEvent, type LaneId, type SessionState } from '@ack-attack/engine';
import { foldLaneCounts, noCounts, type LaneCounts } from './seat-counts.ts';
import { emptySeries, endSeries, foldLaneSeries, type Series } from './series.ts';

/** How a round on autopilot goes, lane by lane. Plain JSON; empty for every other round. */
export type RoundSeries = Readonly<Record<LaneId, LaneSeries>>;

export interface LaneSeries {
  series: Series;
  counts: LaneCounts;
}

export const noSeries: RoundSeries = {};

/**
 * Folds one event into the series of the round (SCO-15, SCO-16).
 *
 * @param stateBefore the session as it was before that event
 * @returns the same series where the event changes nothing in it
 */
export function foldSeries(series: RoundSeries, stateBefore: SessionState, event: GameEvent): RoundSeries {
  if (event.type === 'roundStarted') {
    if (!event.settings.autopilot) return noSeries;
    const lanes = event.lanes.map(({ id, seats }): [LaneId, LaneSeries] => [
      id,
      { series: emptySeries, counts: Object.fromEntries(seats.map((seat) => [seat.id, noCounts(seat.role)])) },
    ]);
    return Object.fromEntries(lanes);
  }
  if (!stateBefore.settings.autopilot) return series;
  if (event.type === 'bellRang') {
    const ended = stateBefore.lanes.flatMap((lane): [LaneId, LaneSeries][] => {
      const own = series[lane.id];
      return own ? [[lane.id, { ...own, series: endSeries(own.series, lane) }]] : [];
    });
    return Object.fromEntries(ended);
  }
  if (event.type === 'playerSeated') {
    const own = series[event.lane];
    if (!own || event.role === undefined || own.counts[event.seat]) return series;
    return { ...series, [event.lane]: { ...own, counts: { ...own.counts, [event.seat]: noCounts(event.role) } } };
  }
  if (!isLaneEvent(event)) return series;
  const own = series[event.lane];
  const lane = stateBefore.lanes.find(({ id }) => id === event.lane);
  if (!own || !lane) return series;
  const next: LaneSeries = {
    series: foldLaneSeries(own.series, lane, event, gameTime(stateBefore, event.at)),
    counts: foldLaneCounts(own.counts, lane, event),
  };
  if (next.series === own.series && next.counts === own.counts) return series;
  return { ...series, [event.lane]: next };
}
