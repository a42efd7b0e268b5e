import {
  lastOf,
  sorted,
  type Confidence,
  type LaneId,
  type OrderId,
  type PlayerId,
  type Texts,
} from '@ack-attack/engine';
import type { GivenAnswer } from './given-answers.ts';
import type { CraftMark } from './marks-table.ts';

/** All that the lesson calls a misconception; play shows some, the questions the rest. */
export const misconceptionIds = [
  ...(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17'] as const),
  'durability',
] as const;
export type MisconceptionId = (typeof misconceptionIds)[number];

/** An answer that speaks for or against a misconception. */
export interface SaidOfMisconception extends Pick<GivenAnswer, 'purpose' | 'right'> {
  prompt: Texts;
  confidence?: Confidence;
}

/** What one player played and said of one misconception. Plain JSON. */
export interface MisconceptionOf {
  player: PlayerId;
  /** How many craft marks show it. `place`: the newest that says not yet. */
  play: {
    understood: number;
    notYet: number;
    place?: { round: number; lane: LaneId; order: OrderId; version: number };
  };
  /** In the order of the log. */
  said: readonly SaidOfMisconception[];
  /** overcome: not yet before, understood since. open: nothing but right guesses. */
  stands: 'not-yet' | 'open' | 'overcome' | 'understood';
}

/** A misconception with the players that showed evidence for or against it. Plain JSON. */
export interface MisconceptionPicture {
  about: MisconceptionId;
  /** The player in most need of help comes first. */
  players: readonly MisconceptionOf[];
}

/** What one player showed of one misconception, in the order of the log. */
interface Shown {
  marks: CraftMark[];
  answers: GivenAnswer[];
}

/** One thing that counts: a round of play, or an answer. */
interface Sign {
  version: number;
  understood: boolean;
}

const standings = ['not-yet', 'open', 'overcome', 'understood'] as const satisfies readonly MisconceptionOf['stands'][];
/** By the player's confidence in the wrong answer. */
const sureness = { sure: 3, think: 2, guess: 1 } as const satisfies Record<Confidence, number>;

/**
 * Joins what was played and what was said into a picture of each misconception that shows at all; the one with most
 * players who are not there yet comes first.
 *
 * @param marks of the revealed rounds
 * @param answers of closed questions
 */
export function misconceptions(
  marks: readonly CraftMark[],
  answers: readonly GivenAnswer[],
): readonly MisconceptionPicture[] {
  const shown = new Map<string, Map<PlayerId, Shown>>();
  const of = (about: string, player: PlayerId): Shown => {
    const players = shown.get(about) ?? new Map<PlayerId, Shown>();
    shown.set(about, players);
    const one = players.get(player) ?? { marks: [], answers: [] };
    players.set(player, one);
    return one;
  };
  for (const mark of marks) of(`${mark.about}`, mark.player).marks.push(mark);
  for (const answer of answers)
    for (const about of new Set(answer.about)) of(about, answer.player).answers.push(answer);
  // A question that came back from a device may name what the lesson does not know.
  const pictures = misconceptionIds.flatMap((about): MisconceptionPicture[] => {
    const players = [...(shown.get(about) ?? [])].map(([player, one]) => pictureOf(player, one));
    return players.length > 0 ? [{ about, players: players.sort(neediestFirst) }] : [];
  });
  return pictures.sort((a, b) => notYet(b) - notYet(a));
}

function pictureOf(player: PlayerId, { marks, answers }: Shown): MisconceptionOf {
  const against = marks.filter(({ shows }) => shows === 'not-yet');
  const newest = lastOf(against);
  const place = newest && {
    round: newest.round,
    lane: newest.lane,
    order: newest.order,
    version: newest.version,
  };
  return {
    player,
    play: { understood: marks.length - against.length, notYet: against.length, ...(place ? { place } : {}) },
    said: answers.map(({ purpose, right, confidence, question: { prompt } }) => ({
      purpose,
      right,
      prompt,
      ...(confidence === undefined ? {} : { confidence }),
    })),
    stands: standing([...roundSigns(marks), ...answers.flatMap(answerSign)]),
  };
}

/** A round counts once, so that a habit that only sometimes does harm is not taken for one that was overcome. */
function roundSigns(marks: readonly CraftMark[]): readonly Sign[] {
  const telling = new Map<number, CraftMark>();
  for (const mark of marks) {
    if (mark.shows === 'not-yet' || telling.get(mark.round)?.shows !== 'not-yet') telling.set(mark.round, mark);
  }
  return [...telling.values()].map(({ version, shows }) => ({ version, understood: shows === 'understood' }));
}

/** A right guess says nothing; a wrong one does, since it was the likeliest to its player. */
function answerSign({ version, right, confidence }: GivenAnswer): readonly Sign[] {
  return right && confidence === 'guess' ? [] : [{ version, understood: right }];
}

function standing(signs: readonly Sign[]): MisconceptionOf['stands'] {
  const newest = lastOf(sorted(signs, (a, b) => a.version - b.version));
  if (!newest) return 'open';
  if (!newest.understood) return 'not-yet';
  return signs.every(({ understood }) => understood) ? 'understood' : 'overcome';
}

/** Not yet before the rest; then by confidence in the wrong answer, then by frequency. */
function neediestFirst(a: MisconceptionOf, b: MisconceptionOf): number {
  return (
    standings.indexOf(a.stands) - standings.indexOf(b.stands) ||
    surestWrong(b) - surestWrong(a) ||
    b.play.notYet - a.play.notYet
  );
}

function surestWrong({ said }: MisconceptionOf): number {
  return Math.max(0, ...said.map(({ right, confidence }) => (right || !confidence ? 0 : sureness[confidence])));
}

function notYet({ players }: MisconceptionPicture): number {
  return players.filter(({ stands }) => stands === 'not-yet').length;
}
