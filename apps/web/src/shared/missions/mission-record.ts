import { browserStorage, readJson } from '@ack-attack/client';
import type { LaneEnd } from '@ack-attack/scoring';

/** The three stars of a mission. */
export const stars = ['served', 'kept', 'predicted'] as const;
type Star = (typeof stars)[number];
export type Stars = Readonly<Record<Star, boolean>>;

/** How a round of a mission ended. */
interface MissionEnd {
  end: LaneEnd;
  truth: { lost: number; duplicates: number };
  prediction: { lost: number; duplicates: number } | undefined;
}

export function starsOf({ end, truth, prediction }: MissionEnd): Stars {
  return {
    served: end !== 'not-served',
    kept: end === 'kept',
    predicted: prediction?.lost === truth.lost && prediction.duplicates === truth.duplicates,
  };
}

export function starCount(won: Stars | undefined): number {
  return won ? stars.filter((star) => won[star]).length : 0;
}

/** A mission by its place from 0, or the round before them all. */
export type MissionName = number | 'first';

/** What this device remembers of the climb. */
interface MissionRecord {
  /** Sessions that were begun as a mission, newest first. */
  begun: readonly { session: string; mission: MissionName }[];
  /** Whether the first round was ever begun. */
  hasBegunFirst: boolean;
  /** By mission, the stars of the round with the most of them. */
  best: Readonly<Record<number, { stars: Stars; points: number }>>;
  /** Days on which a mission was finished, newest first. */
  days: readonly number[];
}

const key = 'ack-attack/missions';
const most = { begun: 20, days: 400 };

export function missionRecord(): MissionRecord {
  const { begun, best, days, hasBegunFirst } = readJson<Partial<MissionRecord>>(browserStorage(), key) ?? {};
  return {
    begun: Array.isArray(begun) ? begun : [],
    hasBegunFirst: hasBegunFirst === true,
    best: best && typeof best === 'object' ? best : {},
    days: Array.isArray(days) ? days : [],
  };
}

export function rememberBegun(session: string, mission: MissionName): void {
  const record = missionRecord();
  const begun = [{ session, mission }, ...record.begun].slice(0, most.begun);
  store({ ...record, begun, hasBegunFirst: record.hasBegunFirst || mission === 'first' });
}

export function missionOf(session: string): MissionName | undefined {
  return missionRecord().begun.find((one) => one.session === session)?.mission;
}

/** Keeps the better round: more stars, then more points. Said twice, it changes nothing. */
export function rememberEnd(mission: number, won: Stars, points: number, day: number): void {
  const record = missionRecord();
  const before = record.best[mission];
  const more = starCount(won) - starCount(before?.stars);
  const better = !before || more > 0 || (more === 0 && points > before.points);
  store({
    ...record,
    best: better ? { ...record.best, [mission]: { stars: won, points } } : record.best,
    days: record.days.includes(day) ? record.days : [day, ...record.days].slice(0, most.days),
  });
}

/** Days in a row with a mission, up to today or, where none was finished yet today, yesterday. */
export function dayStreak(days: readonly number[], today: number): number {
  let day = days.includes(today) ? today : today - 1;
  let streak = 0;
  while (days.includes(day)) {
    streak++;
    day--;
  }
  return streak;
}

/** Days since 1 January 1970, by the calendar of this device. */
export function dayOf(now: Date): number {
  return Math.floor((now.getTime() - now.getTimezoneOffset() * 60_000) / 86_400_000);
}

function store(record: MissionRecord): void {
  browserStorage().set(key, JSON.stringify(record));
}
