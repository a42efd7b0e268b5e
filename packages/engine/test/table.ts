import {
  decide,
  defaultProfile,
  emptySession,
  nextDueAt,
  optionalActions,
  plainSettings,
  viewSeat,
  type Action,
  type Command,
  type Decision,
  type GameEvent,
  type HostCommand,
  type Lane,
  type LaneId,
  type LaneShape,
  type Load,
  type PlayerCommand,
  type PlayerId,
  type Profile,
  type RejectionCode,
  type RoundSettings,
  type SeatId,
  type ServerCommand,
  type SessionState,
} from '../src/index.ts';

type Opening = Extract<ServerCommand, { type: 'openSession' }>;

export const epoch = 1_700_000_000_000;
export const L1 = 'L1' as LaneId;

export function settingsWith(changes: Partial<RoundSettings> = {}, profile: Partial<Profile> = {}): RoundSettings {
  return {
    ...plainSettings,
    contract: 'exactly-once',
    level: 'middle',
    roundMs: 60_000,
    predictMs: 20_000,
    orderEveryMs: 0,
    freshMs: 0,
    travelMs: [100, 100],
    overdueMs: 0,
    maxConsumers: 2,
    profile: { ...defaultProfile, ...profile },
    offered: optionalActions,
    liveTally: false,
    ...changes,
  };
}

/** A session under test: what is accepted is folded and kept in `log`; `now` is epoch ms. */
export class Table {
  state: SessionState = emptySession;
  now = epoch;
  readonly log: GameEvent[] = [];
  readonly #seqs = new Map<string, number>();

  constructor(settings: RoundSettings = settingsWith(), seed = 1, terms: Pick<Opening, 'solo' | 'homework'> = {}) {
    this.server({
      type: 'openSession',
      session: 's1',
      roomCode: 'ABCDEF',
      hostTokenHash: 'host-secret-hash',
      stageTokenHash: 'stage-secret-hash',
      seed,
      settings,
      ...terms,
    });
  }

  submit(command: Command): Decision {
    return this.submitAt(command, this.now);
  }

  submitAt(command: Command, now: number): Decision {
    const decision = decide(this.state, command, now);
    if (decision.outcome === 'accepted') {
      this.state = decision.state;
      this.log.push(...decision.events);
    }
    return decision;
  }

  /** Events of an accepted command; fails the test where it was not accepted. */
  accept(command: Command): readonly GameEvent[] {
    const decision = this.submit(command);
    if (decision.outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify({ command, decision })}`);
    return decision.events;
  }

  server(command: ServerCommand): readonly GameEvent[] {
    return this.accept({ by: 'server', command });
  }

  host(command: HostCommand): readonly GameEvent[] {
    return this.accept(this.asHost(command));
  }

  asHost(command: HostCommand): Command {
    const seq = this.#next('host');
    return { by: 'host', seq, id: `host-${seq}`, command };
  }

  asPlayer(player: string, command: PlayerCommand): Command {
    const seq = this.#next(player);
    return { by: 'player', player: player as PlayerId, seq, id: `${player}-${seq}`, command };
  }

  #next(who: string): number {
    const seq = (this.#seqs.get(who) ?? 0) + 1;
    this.#seqs.set(who, seq);
    return seq;
  }

  join(...players: readonly string[]): this {
    for (const player of players) {
      this.server({
        type: 'joinSession',
        player: player as PlayerId,
        name: `name ${player}`,
        tokenHash: `secret of ${player}`,
      });
    }
    return this;
  }

  /** A round of bots' seats in one lane, so that the test acts for all of them. */
  start(shape: LaneShape = { producers: 1, consumers: 2 }): this {
    this.host({ type: 'startRound', shape });
    return this;
  }

  get lane(): Lane {
    const [lane] = this.state.lanes;
    if (!lane) throw new Error('no lane');
    return lane;
  }

  /** One seat of the first lane acts; letters and number: P1, B1, C2. */
  bot(seat: string, action: object): Command {
    return { by: 'bot', lane: L1, seat: `L1.${seat}` as SeatId, action: action as Action };
  }

  act(seat: string, action: object): readonly GameEvent[] {
    return this.accept(this.bot(seat, action));
  }

  /** The code a command is refused with, or what became of it instead. */
  refusal(command: Command): RejectionCode | string {
    const before = this.state;
    const decision = decide(before, command, this.now);
    return decision.outcome === 'rejected' ? decision.rejection.code : decision.outcome;
  }

  tick(ms = 0): readonly GameEvent[] {
    this.now += ms;
    return this.server({ type: 'tick' });
  }

  /** Lets time pass until every packet of the lane has landed or been lost. */
  settle(): void {
    while (this.lane.packets.length > 0) {
      const due = nextDueAt(this.state);
      if (due === undefined) throw new Error('a packet hangs in the air');
      this.now = Math.max(this.now, due);
      this.server({ type: 'tick' });
    }
  }

  order(): void {
    this.host({ type: 'placeOrder', lane: L1 });
  }

  /** Acts and lets the packet land; gives its load. */
  send(seat: string, action: object): Load {
    const sent = this.act(seat, action).find((event) => event.type === 'packetSent');
    if (!sent) throw new Error('nothing was sent');
    this.settle();
    return sent.packet.load;
  }

  fault(what: object, span: object = { next: 1 }): readonly GameEvent[] {
    return this.host({ type: 'injectFault', lane: L1, what, span } as HostCommand);
  }

  /** An order, published, stored and in the hand of C1 as d1 with tag t1 of copy k1. */
  inHand(): this {
    this.order();
    this.send('P1', { do: 'publish', order: 'o1' });
    this.act('B1', { do: 'store', copy: 'k1' });
    this.send('B1', { do: 'deliver', copy: 'k1', to: 'L1.C1' });
    return this;
  }

  view(seat: string) {
    return viewSeat(this.state, L1, `L1.${seat}` as SeatId);
  }
}
