import {
  decide,
  evolve,
  isLaneEvent,
  lastOf,
  nextDueAt,
  type Command,
  type GameEvent,
  type HostCommand,
  type Lane,
  type LaneEvent,
  type LaneId,
  type Leg,
  type PacketId,
  type Role,
  type Seat,
  type SessionState,
} from '@ack-attack/engine';
import { textbookPolicy } from '@ack-attack/bots';
import { LaneNames } from '../orders/lane-names.ts';
import type { ExternalInput, RecordedPlay } from './recorded-play.ts';
import { SeatPlayer, type Move } from './seat-player.ts';
import type { WhatIfQuestion } from './what-if-question.ts';

type Asked = Omit<WhatIfQuestion, 'round'>;

/** A tap of the host on a packet that is in the air now. Game ms. */
interface Tap {
  at: number;
  packet: PacketId;
}

/** Plays a recorded lane once more, with the asked seats as asked. */
export function playCounterfactual(play: RecordedPlay, asked: Asked): { end: Lane; events: readonly GameEvent[] } {
  return new OtherPlay(play, asked).run();
}

class OtherPlay {
  readonly #play: RecordedPlay;
  readonly #lane: LaneId;
  readonly #names = new LaneNames();
  readonly #players: readonly SeatPlayer[];
  readonly #events: GameEvent[] = [];
  readonly #outside: ExternalInput[];
  readonly #wanted: Extract<ExternalInput, { kind: 'tap' }>[];
  readonly #sent: Record<Leg, number> = { publish: 0, confirm: 0, deliver: 0, ack: 0 };
  #taps: Tap[] = [];
  #state: SessionState;
  #seq: number;
  /** Game ms. */
  #now = 0;

  constructor(play: RecordedPlay, { lane, seats, contract, policies = {} }: Asked) {
    this.#play = play;
    this.#lane = lane;
    this.#wanted = play.outside.filter((thing) => thing.kind === 'tap');
    this.#outside = play.outside.filter((thing) => thing.kind !== 'tap').reverse();
    this.#state = alone(play.start, lane, play.endsAt);
    this.#seq = play.start.hostLast?.seq ?? 0;
    const all = seatsOf(play.end);
    this.#players = all.map(({ id, role }) => {
      const replaced = seats === 'all' || seats === id;
      const policy = replaced ? (policies[role] ?? textbookPolicy(contract, role, play.start.settings)) : undefined;
      return new SeatPlayer({ lane, seat: id, play, names: this.#names, ...(policy ? { policy } : {}) });
    });
    if (!play.start.settings.autopilot) return;
    for (const { seat, policy } of this.#players) {
      if (policy) this.#append({ type: 'policySet', lane, seat, policy, at: this.#state.at });
    }
  }

  run(): { end: Lane; events: readonly GameEvent[] } {
    const { endsAt } = this.#play;
    while (this.#state.phase === 'playing') {
      const now = this.#now;
      const due = this.#dueAt();
      const outside = lastOf(this.#outside)?.at ?? Infinity;
      const tap = Math.min(...this.#taps.map(({ at }) => at));
      const move = this.#firstMove(now);
      const next = Math.max(now, Math.min(due, outside, tap, move?.at ?? Infinity));
      if (next > endsAt) break;
      this.#now = next;
      // Clock events come first, as they did when the log was recorded.
      if (due <= next) this.#decide({ by: 'server', command: { type: 'tick' } }, next);
      else if (outside <= next) this.#enter(this.#outside.pop(), next);
      else if (tap <= next) this.#tap(next);
      else if (move) this.#act(move, next);
    }
    if (this.#state.phase === 'playing') this.#host({ type: 'ringBell' }, endsAt);
    const end = this.#laneNow();
    if (!end) throw new Error(`${this.#lane} is gone`);
    return { end, events: this.#events };
  }

  #firstMove(now: number): Move | undefined {
    let first: Move | undefined;
    for (const player of this.#players) {
      const move = player.next(this.#state, now);
      if (move && (!first || move.at < first.at || (move.at === first.at && move.order < first.order))) first = move;
    }
    return first;
  }

  #act({ player, action }: Move, at: number): void {
    if (!action) return player.lookAgain();
    const command = { by: 'bot', lane: this.#lane, seat: player.seat, action } as const;
    player.acted(this.#decide(command, at));
  }

  #enter(thing: ExternalInput | undefined, at: number): void {
    switch (thing?.kind) {
      case 'event':
        return this.#enterEvent(thing.event, at);
      case 'fault': {
        const { what, span } = thing.event.fault;
        return void this.#host({ type: 'injectFault', lane: this.#lane, what, span }, at);
      }
      case 'heal':
        return void this.#host({ type: 'healFaults', lane: this.#lane }, at);
      case 'forget': {
        const message = this.#names.messages.get(thing.message);
        if (message) this.#append({ type: 'idForgotten', lane: this.#lane, message, at: this.#sessionMs(at) });
      }
    }
  }

  #enterEvent(event: GameEvent, at: number): void {
    const here = { ...event, at: this.#sessionMs(at) };
    if (here.type === 'policySet') {
      const replaced = this.#players.some(({ seat, policy }) => seat === here.seat && policy);
      if (replaced) return;
    }
    this.#append(here);
    // A late joiner's machine is played like the others.
    if (here.type === 'playerSeated') this.#state = alone(this.#state, this.#lane, this.#play.endsAt);
  }

  #tap(at: number): void {
    const index = this.#taps.findIndex((tap) => tap.at <= at);
    const [tap] = this.#taps.splice(index, 1);
    // One that a fault has had already is refused, and nothing is lost by that.
    if (tap) this.#host({ type: 'dropPacket', lane: this.#lane, packet: tap.packet }, at);
  }

  #host(command: HostCommand, at: number): boolean {
    this.#seq++;
    return this.#decide({ by: 'host', seq: this.#seq, id: `what-if-${this.#seq}`, command }, at);
  }

  #decide(command: Command, at: number): boolean {
    const decision = decide(this.#state, command, this.#state.createdAt + this.#sessionMs(at));
    if (decision.outcome !== 'accepted') return false;
    for (const event of decision.events) this.#append(event);
    return true;
  }

  #append(event: GameEvent): void {
    const before = this.#laneNow();
    this.#state = evolve(this.#state, event);
    this.#events.push(event);
    if (!before || !isLaneEvent(event)) return;
    this.#names.look(event, before);
    this.#watch(event);
  }

  /** Notes when the host would tap a packet that is sent: the same one on its leg, as far along. */
  #watch(event: LaneEvent): void {
    if (event.type !== 'packetSent') return;
    const { id, load, sentAt, arrivesAt } = event.packet;
    const nth = ++this.#sent[load.leg];
    const tap = this.#wanted.find((one) => one.leg === load.leg && one.nth === nth);
    if (tap) this.#taps.push({ packet: id, at: sentAt + Math.max(0, Math.min(tap.afterMs, arrivesAt - sentAt - 1)) });
  }

  #dueAt(): number {
    const due = nextDueAt(this.#state);
    return due === undefined ? Infinity : due - this.#state.createdAt - this.#state.clock.base;
  }

  #sessionMs(gameMs: number): number {
    return gameMs + this.#state.clock.base;
  }

  #laneNow(): Lane | undefined {
    return this.#state.lanes.find(({ id }) => id === this.#lane);
  }
}

/** Every seat of the round, in the order in which machines act within one instant. */
function seatsOf({ seats }: Lane): readonly { id: Seat['id']; role: Role }[] {
  return seats.map(({ id, role }) => ({ id, role }));
}

/** The session with nothing in it but one lane, whose orders come from outside and whose machines are driven here. */
function alone(state: SessionState, laneId: LaneId, bellAt: number): SessionState {
  const { plan: _plan, ...rest } = state;
  const lanes = state.lanes
    .filter(({ id }) => id === laneId)
    .map(({ nextOrderAt: _next, seats, ...lane }) => ({
      ...lane,
      seats: seats.map(({ player: _player, ...seat }) => ({ ...seat, driver: 'bot' as const })),
    }));
  return { ...rest, lanes, players: [], clock: { ...state.clock, bellAt } };
}
