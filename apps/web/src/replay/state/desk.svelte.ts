import {
  findLast,
  type LaneId,
  type MessageId,
  type OrderContent,
  type OrderId,
  type PacketId,
  type PlayerId,
  type SeatId,
} from '@ack-attack/engine';
import { ReplayCursor, spaceTime, story, type EffectPoint, type Mark, type PacketArrow } from '@ack-attack/replay';
import type { Moment } from '@ack-attack/scoring';
import type { Analysis } from '../recording/analysis.ts';
import { isFiltering, outcomeLookup, passes, type EventFilter } from '../words/event-filter.ts';
import { DiagramWindow } from './diagram-window.svelte.ts';
import { Playback } from './playback.svelte.ts';
import { recordedResult, timedMarks, timedMoments, type Recording } from '../recording/recording.ts';
import { linkedPanels, type ReplayPlace } from '../base/replay-address.ts';
import { roundLines, type RoundLine } from '../words/round-lines.ts';
import { WhatIfChoice } from './what-if-choice.svelte.ts';

export type PanelName = 'lanes' | 'diagram' | 'words' | 'moments' | 'seat' | 'what-if' | 'result';

/** What a reader of a replay looks at: everything that the views on the page have in common. */
export class ReplayDesk {
  readonly recording: Recording;
  readonly playback: Playback;
  readonly diagram = new DiagramWindow();
  readonly whatIf: WhatIfChoice;

  /** Undefined for all of them. */
  lane: LaneId | undefined = $state();
  panel: PanelName = $state('diagram');
  /** The order that is lit in every view. */
  order: OrderId | undefined = $state();
  /** The one message of it, where not all of them are. */
  message: MessageId | undefined = $state();
  filter: EventFilter = $state.raw({});
  /** Whose view is shown beside the truth; the lane's first where none was chosen. */
  seat: SeatId | undefined = $state();
  picked: PacketArrow | EffectPoint | undefined = $state.raw();
  /** Answers questions that need a game of their own, once the page has loaded. */
  analysis: Analysis | undefined = $state.raw();
  /** Parts that need a separate fold come later. */
  marks: readonly Mark[] = $state.raw([]);
  moments: readonly Moment[] = $state.raw([]);

  readonly #timedMarks = $derived.by(() => timedMarks(this.recording, this.marks));
  readonly #timedMoments = $derived.by(() => timedMoments(this.recording, this.moments));
  readonly lines = $derived.by(() => roundLines(this.recording.events, this.playback.round));
  // To know it takes the whole round: only where it is asked for.
  readonly #outcomeOf = $derived.by(() => outcomeLookup(this.filter.outcome === undefined ? undefined : this.result));
  readonly listed = $derived.by(() =>
    this.lines.filter(
      (line) =>
        (this.lane === undefined || line.lane === undefined || line.lane === this.lane) &&
        (this.order === undefined || line.order === this.order) &&
        (this.message === undefined || line.message === undefined || line.message === this.message) &&
        passes(line, this.filter, this.#outcomeOf),
    ),
  );
  readonly #asked = $derived.by(() =>
    this.order === undefined && !isFiltering(this.filter) ? undefined : this.listed,
  );
  /** The versions of what was asked for; undefined where everything is. */
  readonly lit = $derived.by(() => this.#asked && versionsOf(this.#asked));
  /** The packets of that in the chosen lane. */
  readonly litPackets = $derived.by(() => this.#asked && packetsOf(this.#asked, this.lane));
  readonly story = $derived.by(() => {
    const { lane, order, message } = this;
    if (lane === undefined || order === undefined) return undefined;
    const { round } = this.playback.round;
    return story(this.recording.events, { round, lane, order, ...(message === undefined ? {} : { message }) });
  });
  readonly lineAt = $derived.by(() => byVersion(this.lines));
  readonly shownMarks = $derived.by(() => {
    const { first, last } = this.playback.round;
    return this.#timedMarks.filter(
      (mark) =>
        mark.version >= first &&
        mark.version <= last &&
        (this.lane === undefined || !('lane' in mark) || mark.lane === this.lane),
    );
  });
  readonly shownMoments = $derived.by(() =>
    this.#timedMoments.filter(
      ({ round, lane }) => round === this.playback.round.round && (this.lane === undefined || lane === this.lane),
    ),
  );
  readonly layout = $derived.by(() =>
    this.lane === undefined
      ? undefined
      : spaceTime(this.recording.events, this.playback.round.round, this.lane, this.playback.round.before),
  );
  readonly result = $derived.by(() => recordedResult(this.recording, this.playback.round));
  readonly laneResult = $derived.by(() => this.result?.lanes.find(({ lane }) => lane === this.lane));
  /** What the orders of the chosen lane are about. */
  readonly contents: ReadonlyMap<OrderId, OrderContent> = $derived.by(() => contentsOf(this.lines, this.lane));

  /** @param now the page's clock, in ms */
  constructor(recording: Recording, asked: ReplayPlace, now: () => number) {
    const { events, keyframes, rounds } = recording;
    this.recording = recording;
    this.playback = new Playback(
      (round) => new ReplayCursor(events, keyframes.get(round)),
      rounds.find(({ round }) => round === asked.round) ?? rounds[0],
      now,
    );
    this.whatIf = new WhatIfChoice(asked, this.playback.round.settings);
    const { student, role, leg, outcome, panel = 'diagram' } = asked;
    this.filter = { student, role, leg, outcome };
    this.panel = panel;
    this.seat = (panel === 'seat' ? asked.seat : undefined) ?? this.#seatOf(student);
    this.lane = asked.lane ?? this.#laneOf(student) ?? ('L1' as LaneId);
    this.order = asked.order;
    this.message = asked.message;
    if (asked.version !== undefined) this.playback.toVersion(asked.version);
  }

  get contract() {
    return this.playback.round.settings.contract;
  }

  chooseLane(lane: LaneId | undefined): void {
    this.lane = lane;
    this.follow(undefined);
    if (lane === undefined && this.panel === 'diagram') this.panel = 'lanes';
    if (lane !== undefined && this.panel === 'lanes') this.panel = 'diagram';
  }

  chooseRound(number: number): void {
    const next = this.recording.rounds.find(({ round }) => round === number);
    if (!next) return;
    this.follow(undefined);
    this.playback.enter(next);
    this.whatIf.askFor('textbook');
    const { student } = this.filter;
    this.seat = this.#seatOf(student);
    // A student may sit in another lane by then.
    if (this.lane !== undefined) this.lane = this.#laneOf(student) ?? this.lane;
    if (!this.playback.state.lanes.some(({ id }) => id === this.lane)) this.chooseLane(undefined);
  }

  follow(order: OrderId | undefined, message?: MessageId): void {
    this.order = order;
    this.message = message;
    this.picked = undefined;
  }

  /** Keeps to some events; a student's are looked for in the lane where the student sits. */
  narrow(filter: EventFilter): void {
    if (filter.student !== undefined && filter.student !== this.filter.student) {
      const lane = this.#laneOf(filter.student);
      if (lane !== undefined && lane !== this.lane) this.chooseLane(lane);
      this.seat = this.#seatOf(filter.student);
    }
    this.filter = filter;
  }

  /** Where a link to what is seen now leads. */
  get place(): ReplayPlace {
    const { lane, order, message, filter, playback } = this;
    const place = { round: playback.round.round, lane, version: playback.version, order, message, ...filter };
    return { ...place, ...this.#panelPlace };
  }

  get #panelPlace(): ReplayPlace {
    if (this.panel === 'what-if') return this.whatIf.place(this.playback.round.settings);
    if (this.panel === 'seat') return { panel: 'seat', seat: this.seat };
    return { panel: linkedPanels.find((panel) => panel === this.panel) };
  }

  /** Follows an order of the chosen lane from where it was placed. */
  followFromStart(order: OrderId): void {
    this.follow(order);
    this.panel = 'diagram';
    const placed = this.lines.find((line) => line.lane === this.lane && line.order === order);
    if (placed) this.playback.toVersion(placed.version);
  }

  pick(what: PacketArrow | EffectPoint | undefined): void {
    this.follow(what?.order);
    this.picked = what;
    if (what) this.seek(what.version);
  }

  /** Follows a moment's order to where it shows. */
  openMoment({ lane, orders, version }: Moment): void {
    if (this.lane !== lane) this.chooseLane(lane);
    this.follow(orders[0]);
    this.panel = 'diagram';
    this.seek(version);
  }

  contentOf({ lane: of, orders: [id] }: Moment): OrderContent | undefined {
    return this.lines.find(({ lane, order, content }) => lane === of && order === id && content)?.content;
  }

  seek(version: number): void {
    this.playback.pause();
    this.playback.toVersion(version);
  }

  /** To the next line of the list, or the one before. */
  step(by: 1 | -1): void {
    const { version, round } = this.playback;
    const target =
      by > 0
        ? this.listed.find((line) => line.version > version)
        : findLast(this.listed, (line) => line.version < version);
    this.seek(target?.version ?? (by > 0 ? round.last : round.first));
  }

  /** To the next mark or moment, or the one before; where there is none, to the round's end or beginning. */
  jump(by: 1 | -1): void {
    const { version, round } = this.playback;
    const stops = [...this.shownMarks, ...this.shownMoments].map((stop) => stop.version);
    const target =
      by > 0
        ? Math.min(...stops.filter((stop) => stop > version))
        : Math.max(...stops.filter((stop) => stop < version));
    if (Number.isFinite(target)) this.playback.toVersion(target);
    else this.playback.toTime(by > 0 ? round.endsAt : 0);
  }

  #laneOf(student: PlayerId | undefined): LaneId | undefined {
    if (student === undefined) return undefined;
    return this.playback.state.lanes.find(({ seats }) => seats.some(({ player }) => player === student))?.id;
  }

  #seatOf(student: PlayerId | undefined): SeatId | undefined {
    if (student === undefined) return undefined;
    return this.playback.state.lanes.flatMap(({ seats }) => seats).find(({ player }) => player === student)?.id;
  }

  toggle(): void {
    this.diagram.astray = false;
    if (this.playback.playing) this.playback.pause();
    else this.playback.play();
  }
}

function versionsOf(lines: readonly RoundLine[]): ReadonlySet<number> {
  return new Set(lines.map(({ version }) => version));
}

function packetsOf(lines: readonly RoundLine[], of: LaneId | undefined): ReadonlySet<PacketId> {
  return new Set(lines.flatMap(({ packet, lane }) => (packet && lane === of ? [packet.id] : [])));
}

function byVersion(lines: readonly RoundLine[]): ReadonlyMap<number, RoundLine> {
  return new Map(lines.map((line) => [line.version, line]));
}

function contentsOf(lines: readonly RoundLine[], of: LaneId | undefined): ReadonlyMap<OrderId, OrderContent> {
  return new Map(
    lines.flatMap(({ lane, order, content }): [OrderId, OrderContent][] =>
      lane === of && order !== undefined && content ? [[order, content]] : [],
    ),
  );
}
