import {
  nextDueAt,
  type Command,
  type GameEvent,
  type Player,
  type PlayerId,
  type SessionState,
} from '@ack-attack/engine';
import type { ErrorCode, StageView, ViewMessage } from '@ack-attack/protocol';
import type { SessionStore } from '@ack-attack/store';
import type { Actor, Outcome } from '../base/reply-cache.ts';
import { refusalOnArrival, type Sender } from './acceptance.ts';
import { BotLoop } from '../bots/bot-loop.ts';
import { isOlder, nameConnection } from '../base/connection-name.ts';
import { DeletionWatch } from './deletion-watch.ts';
import { DueTimer } from './due-timer.ts';
import { FlushTimer } from '../views/flush-timer.ts';
import { submitSeatClaim, joinRoom, type Claimed, type Joined } from './joining.ts';
import { Mailbox } from './mailbox.ts';
import { PhoneProjector } from '../views/phone-projector.ts';
import type { Peers } from '../base/peers.ts';
import { Presence } from './presence.ts';
import { RoomClock } from './room-clock.ts';
import { RoomProjector } from '../views/room-projector.ts';
import { SavingWatch } from './saving-watch.ts';
import type { SessionFold } from '../log/session-fold.ts';
import { EventPace, sessionQuotas, type SessionLimits } from './session-quota.ts';
import type { Runtime } from '../base/runtime.ts';
import { revealedPages } from '../review/revealed-log.ts';
import { SleepWatch } from './sleep-watch.ts';
import { SnapshotKeeper } from '../log/snapshot-keeper.ts';
import { StageProjector } from '../views/stage-projector.ts';
import { Subscription, type Projection } from '../views/subscription.ts';
import { touchedPhones } from '../views/touched-phones.ts';
import { WriterHint } from './writer-hint.ts';

const quotaRetryMs = 1_000;

/** What a room needs of a connection. */
export interface ViewSink {
  view: (message: ViewMessage) => void;
  /** Whether what is done in the room can be saved; told when that changes, and at the start where it cannot. */
  saving?: (works: boolean) => void;
  /** The connection is of no more use. */
  end: (code: ErrorCode) => void;
}

/** A connection as its room knows it. */
export interface RoomConnection {
  /** Names it among all servers. */
  readonly via: string;
  /** Sends what the client lacks; `version` is that of the view it has. Returns the version it will have. */
  sync: (version: number) => number;
  /** The client is gone. */
  close: () => void;
  /** The client goes on at another server, which will say so: this end of a connection leaves no trace in the log. */
  release: () => void;
}

export interface RoomOptions {
  store: SessionStore;
  runtime: Runtime;
  /** Snapshots of another version of the code are not used. */
  codeVersion: string;
  newId: () => string;
  /** From 0 up to, not including, 1. */
  random: () => number;
  /** What one session may write; the usual limits where it is absent. */
  limits?: Partial<SessionLimits>;
}

/** What a room has from the directory that it is in. */
interface RoomPlace {
  peers: Peers;
  /** Called once, when the room may be forgotten. */
  onSleep: (room: SessionRoom) => void;
}

interface OpenConnection {
  via: string;
  who: PlayerId | 'stage' | 'console';
  link: ViewSink;
  subscription: Subscription;
  /** Of a phone: the hash of the secret that its player had when it connected. */
  tokenHash: string | undefined;
}

/** One session as it is served: commands in, events into the log, views out. */
export class SessionRoom {
  readonly id: string;
  readonly #options: RoomOptions;
  readonly #clock: RoomClock;
  readonly #mailbox: Mailbox;
  readonly #presence: Presence;
  readonly #roomProjector = new RoomProjector();
  readonly #phoneProjector = new PhoneProjector(this.#roomProjector);
  readonly #stageProjector = new StageProjector(this.#roomProjector);
  readonly #connections = new Set<OpenConnection>();
  readonly #screens = new Set<OpenConnection>();
  readonly #phones = new Map<PlayerId, OpenConnection>();
  readonly #place: RoomPlace;
  readonly #turn: WriterHint;
  readonly #dueTimer: DueTimer;
  readonly #bots: BotLoop;
  readonly #snapshots: SnapshotKeeper;
  readonly #saving: SavingWatch;
  readonly #flushTimer: FlushTimer;
  readonly #sleepWatch: SleepWatch;
  readonly #deletionWatch: DeletionWatch;
  readonly #limits: SessionLimits;
  #isEndingRound = false;
  #vias = 0;
  #finishing = false;
  #finished: Promise<void> = Promise.resolve();
  #closed = false;
  /** What the clients were last told of. */
  #told: SessionFold;
  /** The players whose phones were last looked through for such as have to go. */
  #checked: SessionState['players'] | undefined;

  constructor(options: RoomOptions, recovered: { fold: SessionFold; snapshotVersion: number }, place: RoomPlace) {
    const { store, random } = options;
    const { peers } = place;
    const { fold, snapshotVersion } = recovered;
    this.id = fold.state.id;
    this.#told = fold;
    this.#clock = new RoomClock(options.runtime, logTime(fold.state));
    const runtime: Runtime = { ...options.runtime, now: () => this.now() };
    this.#options = { ...options, runtime };
    this.#place = place;
    this.#turn = new WriterHint({ runtime, peers, random, isUsed: () => this.#connections.size > 0 });
    this.#limits = { ...sessionQuotas, ...options.limits };
    const pace = new EventPace(this.#limits, () => runtime.now());
    this.#saving = new SavingWatch({
      store,
      runtime,
      onChange: (works) => {
        for (const { link } of this.#connections) link.saving?.(works);
      },
    });
    this.#mailbox = new Mailbox({
      id: this.id,
      store,
      runtime,
      fold,
      turn: this.#turn,
      limits: this.#limits,
      pace,
      onMoved: () => this.#moved(),
      onLost: (deleted) => this.#lose(deleted ? 'unknown-session' : 'store-unavailable'),
      onSaved: (worked) => (worked ? this.#saving.worked() : this.#saving.failed()),
    });
    this.#presence = new Presence({
      runtime,
      peers,
      state: () => this.state,
      submit: (command) => this.submit({ by: 'server', command }),
      viaOf: (player) => this.#phones.get(player)?.via,
      hasHost: () => this.#has('console'),
      onReplaced: (player) => this.#endPhone(player, 'superseded'),
      // Should it be the newest all the same, the phone comes back over one that is newer still.
      onLate: (player) => this.#endPhone(player, 'store-unavailable'),
    });
    this.#dueTimer = new DueTimer({
      runtime,
      nextDueAt: () => nextDueAt(this.state),
      leaveMs: () => this.#bots.tickMs + this.#turn.delayMs() + pace.restMs(),
      tick: async () => (await this.submit({ by: 'server', command: { type: 'tick' } })).outcome === 'accepted',
    });
    this.#bots = new BotLoop({
      runtime,
      state: () => this.state,
      isOurs: () => this.#turn.isBots(),
      restMs: () => pace.restMs(),
      submit: (command) => this.submit(command),
    });
    this.#snapshots = new SnapshotKeeper(this.#options, snapshotVersion);
    this.#flushTimer = new FlushTimer(runtime);
    this.#sleepWatch = new SleepWatch({
      runtime,
      isAsleep: () => this.#connections.size === 0 && (!this.#turn.mine || nextDueAt(this.state) === undefined),
      isIdle: () => this.#mailbox.idle,
      onSleep: () => place.onSleep(this),
    });
    this.#deletionWatch = new DeletionWatch({
      id: this.id,
      store,
      runtime,
      peers,
      isUsed: () => this.#connections.size > 0,
      onDeleted: () => this.endDeleted(),
    });
    this.#moved();
  }

  get state(): SessionState {
    return this.#mailbox.fold.state;
  }

  get fold(): SessionFold {
    return this.#mailbox.fold;
  }

  /** Epoch ms by the session's own clock, which views count by. */
  now(): number {
    return this.#clock.now();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether the room has no connections and nothing to do: it may be unloaded at any time. */
  get rests(): boolean {
    const { size } = this.#connections;
    return size === 0 && this.#mailbox.idle && (!this.#turn.mine || !this.#dueTimer.isSet);
  }

  /** How many connections there are of a kind of screen. */
  screens(kind: StageView['kind']): number {
    let count = 0;
    for (const { who } of this.#screens) if (who === kind) count++;
    return count;
  }

  /** The highest sequence number of an actor that was answered; its next command must have a higher one. */
  lastSeq(actor: Actor): number {
    return this.#mailbox.lastSeq(actor);
  }

  /**
   * Resolves once the command's events are in the log, or it is rejected.
   *
   * @param sender the client that it came from; absent where the server gives it itself
   */
  submit(command: Command, sender?: Sender): Promise<Outcome> {
    const refusal = refusalOnArrival(this.state, command, sender);
    return refusal ? Promise.resolve(refusal) : this.#mailbox.submit(command, sender?.via);
  }

  /** Resolves once everything is known that other servers had written by now; with false where one has deleted it. */
  refresh(): Promise<boolean> {
    return this.#mailbox.refresh();
  }

  /**
   * The log up to the start of a round that is not revealed yet, page by page, and as often as it is gone through.
   * Rejects where the store fails.
   *
   * @param after the version to begin after
   */
  revealedPages(after = 0): AsyncIterable<readonly GameEvent[]> {
    return revealedPages(this.#options.store, this.state, after);
  }

  /** Lets a phone in. The same token joins once, however often it asks. */
  join(name: string, tokenHash: string): Promise<Joined> {
    return joinRoom(this, name, tokenHash, this.#options);
  }

  /** Asks the teacher for the seat of the player with that name. The same token asks once, however often it comes. */
  claim(name: string, tokenHash: string): Promise<Claimed> {
    return submitSeatClaim(this, name, tokenHash, this.#options);
  }

  /**
   * Connects a player's phone; an older connection of the same seat is superseded.
   *
   * @param openedAt ms by the steady clock; a server that had to wait, or stood still, may only now come to know of it
   */
  connectPhone(player: PlayerId, link: ViewSink, openedAt = this.#options.runtime.steadyNow()): RoomConnection {
    const projection = this.#phoneProjection(player);
    const older = this.#phones.get(player);
    const connection = this.#open(player, link, projection, openedAt);
    if (older && isOlder(connection.via, older.via)) {
      this.#close(connection);
      link.end('store-unavailable');
      return this.#handle(connection);
    }
    this.#phones.set(player, connection);
    this.#checked = undefined;
    if (older) {
      this.#close(older);
      older.link.end('superseded');
    }
    this.#presence.connected(player, connection.via);
    return this.#handle(connection);
  }

  connectScreen(kind: StageView['kind'], link: ViewSink): RoomConnection {
    const projection: Projection = {
      version: () => this.state.version,
      inputs: () => [this.state],
      view: () => this.#stageProjector.view(this.fold, kind),
    };
    const first = !this.#has(kind);
    const connection = this.#open(kind, link, projection, this.#options.runtime.steadyNow());
    if (kind === 'console' && first) this.#presence.hostChanged();
    return this.#handle(connection);
  }

  /** Stops without a trace in the log: the session goes on wherever it is loaded next. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#mailbox.close();
    this.#saving.close();
    this.#presence.close();
    this.#dueTimer.close();
    this.#bots.close();
    this.#sleepWatch.close();
    this.#deletionWatch.close();
    for (const { subscription } of this.#connections) subscription.close();
    this.#connections.clear();
    this.#screens.clear();
    this.#phones.clear();
  }

  /** Ends every connection, because the session was deleted. */
  endDeleted(): void {
    this.#lose('unknown-session');
  }

  /** Resolves when a room that was closed needs its store no more. */
  async settled(): Promise<void> {
    await this.#mailbox.settled;
    await Promise.all([this.#snapshots.settled, this.#finished]);
  }

  #phoneProjection(player: PlayerId): Projection {
    // Between a removal and the end of its connection the last view stands.
    let last: Player | undefined;
    let among: SessionState['players'] | undefined;
    const current = () => {
      const { players } = this.state;
      if (players === among) return last;
      among = players;
      return (last = players.find(({ id }) => id === player) ?? last);
    };
    return {
      version: () => this.state.version,
      inputs: () => {
        const found = current();
        return found ? this.#phoneProjector.inputs(this.fold, found) : [];
      },
      view: () => {
        const found = current();
        if (!found) throw new Error('no such player');
        return this.#phoneProjector.view(this.fold, found);
      },
    };
  }

  #has(kind: OpenConnection['who']): boolean {
    for (const { who } of this.#screens) if (who === kind) return true;
    return false;
  }

  #open(who: OpenConnection['who'], link: ViewSink, projection: Projection, openedAt: number): OpenConnection {
    const subscription = new Subscription(
      projection,
      (message) => link.view(message),
      this.#options.runtime,
      this.#flushTimer,
    );
    const openedMsAgo = this.#options.runtime.steadyNow() - openedAt;
    const via = nameConnection(this.#place.peers.self, Math.floor(this.now() - openedMsAgo), ++this.#vias);
    const tokenHash = this.state.players.find(({ id }) => id === who)?.tokenHash;
    const connection = { via, who, link, subscription, tokenHash };
    this.#connections.add(connection);
    if (who === 'stage' || who === 'console') this.#screens.add(connection);
    if (!this.#saving.works) link.saving?.(false);
    this.#sleepWatch.changed();
    this.#deletionWatch.changed();
    subscription.changed();
    return connection;
  }

  #handle(connection: OpenConnection): RoomConnection {
    const { via, who } = connection;
    /** Returns whether it was the last of its kind here. */
    const end = () => {
      if (!this.#close(connection)) return false;
      this.#sleepWatch.changed();
      if (who === 'stage' || who === 'console') return !this.#has(who);
      return this.#phones.get(who) === connection && this.#phones.delete(who);
    };
    return {
      via,
      sync: (version) => connection.subscription.sync(version),
      close: () => {
        if (!end() || who === 'stage') return;
        if (who === 'console') this.#presence.hostChanged();
        else this.#presence.disconnected(who, via);
      },
      release: () => void end(),
    };
  }

  #close(connection: OpenConnection): boolean {
    connection.subscription.close();
    this.#screens.delete(connection);
    return this.#connections.delete(connection);
  }

  #moved(): void {
    if (this.#closed) return;
    this.#clock.heard(logTime(this.state));
    this.#tellClients();
    this.#endDisplaced();
    this.#presence.reconcile();
    this.#dueTimer.changed();
    this.#bots.changed();
    if (this.#turn.mine) this.#snapshots.changed(this.fold);
    this.#watchFinish();
    this.#watchQuota();
    this.#sleepWatch.changed();
  }

  /** A command costs what it touches: phones of other lanes are not even looked at. */
  #tellClients(): void {
    const { fold } = this;
    const touched = touchedPhones(this.#told, fold, this.#roomProjector);
    for (const { subscription } of this.#screens) subscription.changed();
    for (const player of touched === 'all' ? this.#phones.keys() : touched) {
      this.#phones.get(player)?.subscription.changed();
    }
    // Only now, so that those are told later who missed it because another one's view failed.
    this.#told = fold;
  }

  /** Rings the bell where the log has no room for the rest of the round: it can still be revealed and talked about. */
  #watchQuota(): void {
    const { phase, version } = this.state;
    if (version < this.#limits.events || (phase !== 'playing' && phase !== 'paused')) return;
    if (this.#isEndingRound || !this.#turn.mine) return;
    this.#isEndingRound = true;
    const id = `log-full-${version}`;
    const seq = this.lastSeq('host') + 1;
    void this.submit({ by: 'host', seq, id, command: { type: 'ringBell' } }).then(({ outcome }) => {
      // A command of the same moment may have come first.
      this.#options.runtime.schedule(() => (this.#isEndingRound = false), outcome === 'accepted' ? 0 : quotaRetryMs);
    });
  }

  /** Ends the phones of players who were removed, and phones whose seat another device has now. */
  #endDisplaced(): void {
    const { players } = this.state;
    if (players === this.#checked) return;
    this.#checked = players;
    const secrets = new Map(players.map(({ id, tokenHash }) => [id, tokenHash]));
    const banned = new Set(this.state.banned.map((player) => player.id));
    for (const [player, { tokenHash }] of [...this.#phones]) {
      const current = secrets.get(player);
      if (current === undefined) this.#endPhone(player, banned.has(player) ? 'banned' : 'unknown-player');
      else if (current !== tokenHash) this.#endPhone(player, 'seat-handed-over');
    }
  }

  #endPhone(player: PlayerId, code: ErrorCode): void {
    const connection = this.#phones.get(player);
    if (!connection) return;
    this.#phones.delete(player);
    this.#close(connection);
    connection.link.end(code);
  }

  /** Where the log is another one, clients come back to a room that is made of what it holds now. */
  #lose(code: 'unknown-session' | 'store-unavailable'): void {
    const links = [...this.#connections].map(({ link }) => link);
    // This closes the room, and takes it out of the directory before anybody can come back to it.
    this.#place.onSleep(this);
    for (const link of links) link.end(code);
  }

  #watchFinish(): void {
    if (this.state.phase !== 'finished' || this.#finishing) return;
    this.#finishing = true;
    const { store, runtime } = this.#options;
    this.#finished = store.finish(this.id, logTime(this.state)).catch((error: unknown) => {
      this.#finishing = false;
      runtime.report(error, 'finish');
    });
  }
}

/** Epoch ms of the newest event. */
function logTime({ createdAt, at }: SessionState): number {
  return createdAt + at;
}
