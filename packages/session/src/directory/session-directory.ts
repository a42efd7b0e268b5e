import {
  decide,
  emptySession,
  nextDueAt,
  type HomeworkTerms,
  type RoomRules,
  type RoundSettings,
  type SessionState,
  type SoloTerms,
} from '@ack-attack/engine';
import type { ErrorCode } from '@ack-attack/protocol';
import { emptyFold, foldEvents, type SessionFold } from '../log/session-fold.ts';
import { noPeers, type Peers } from '../base/peers.ts';
import { recover } from '../log/recovery.ts';
import { newRoomCode } from '../base/room-code.ts';
import { isTooFast } from '../room/session-quota.ts';
import { SessionRoom, type RoomOptions } from '../room/session-room.ts';

/** `random` must be good enough that room codes and seeds can't be guessed. */
export interface DirectoryOptions extends RoomOptions {
  /** The other servers of the store; there are none where it is absent. */
  peers?: Peers;
  /** Lets others have their turn while a long log is folded. */
  pause?: () => Promise<void>;
  /** Rooms that may be in use at once: somebody is there, or something is due. */
  maxRooms?: number;
}

export interface NewSession {
  settings: RoundSettings;
  hostTokenHash: string;
  stageTokenHash: string;
  rules?: RoomRules;
  /** Drawn where it is absent. */
  seed?: number;
  solo?: SoloTerms;
  homework?: HomeworkTerms;
}

export type Opened = { outcome: 'accepted'; room: SessionRoom } | { outcome: 'rejected'; code: ErrorCode };

/** The secrets of a session's screens, as hashes. */
export type ScreenSecrets = Pick<SessionState, 'hostTokenHash' | 'stageTokenHash'>;

const codeAttempts = 20;
const usualMaxRooms = 500;
/** Sessions that are looked through at the start for something that is due, newest first. */
const resumedAtMost = 1_000;
/** The share of a server's rooms that those who play alone may have, so that a class finds one. */
const soloShare = 0.8;

/** All sessions that this process serves; what is not awake is loaded from the store when somebody asks. */
export class SessionDirectory {
  readonly #options: DirectoryOptions;
  readonly #peers: Peers;
  readonly #rooms = new Map<string, SessionRoom>();
  readonly #loading = new Map<string, Promise<SessionRoom | undefined>>();
  #closed = false;
  #settled: Promise<void> = Promise.resolve();

  constructor(options: DirectoryOptions) {
    this.#options = options;
    this.#peers = options.peers ?? noPeers(options.newId());
  }

  get rooms(): Iterable<SessionRoom> {
    return this.#rooms.values();
  }

  /** How many rooms are in use: what is only awake is forgotten as soon as its place is needed. */
  get inUse(): number {
    let count = 0;
    for (const room of this.#rooms.values()) if (!room.rests) count++;
    return count;
  }

  isInUse(id: string): boolean {
    const room = this.#rooms.get(id);
    return room !== undefined && !room.rests;
  }

  /** Opens a new session under a room code that no unfinished one has. */
  async open({ rules, seed, solo, homework, ...given }: NewSession): Promise<Opened> {
    const { runtime, random, newId } = this.#options;
    if (this.inUse >= (solo ? this.maxRooms * soloShare : this.maxRooms)) {
      return { outcome: 'rejected', code: 'server-full' };
    }
    if (isTooFast(given.settings)) return { outcome: 'rejected', code: 'settings-invalid' };
    for (let attempt = 0; attempt < codeAttempts; attempt++) {
      const session = newId();
      const roomCode = newRoomCode(random);
      const command = {
        type: 'openSession',
        session,
        roomCode,
        ...given,
        seed: seed ?? Math.floor(random() * 0x1_0000_0000),
        ...(rules ? { rules } : {}),
        ...(solo ? { solo } : {}),
        ...(homework ? { homework } : {}),
      } as const;
      const decision = decide(emptySession, { by: 'server', command }, runtime.now());
      if (decision.outcome !== 'accepted') {
        return { outcome: 'rejected', code: decision.outcome === 'rejected' ? decision.rejection.code : 'internal' };
      }
      const { createdAt } = decision.state;
      const created = await this.#create({ id: session, roomCode, createdAt }, decision.events);
      if (created === 'failed') return { outcome: 'rejected', code: 'store-unavailable' };
      if (created !== 'created') continue;
      return { outcome: 'accepted', room: this.#awaken(foldEvents(emptyFold, decision.events), 0) };
    }
    return { outcome: 'rejected', code: 'server-full' };
  }

  /** The session with this ID, awake; undefined where there is none. Rejects where the store fails or all was closed. */
  async byId(id: string): Promise<SessionRoom | undefined> {
    const room = this.#rooms.get(id);
    if (room) {
      // What was asked for last is forgotten last.
      this.#rooms.delete(id);
      this.#rooms.set(id, room);
      return room;
    }
    let loading = this.#loading.get(id);
    if (!loading) {
      loading = this.#load(id).finally(() => this.#loading.delete(id));
      this.#loading.set(id, loading);
    }
    return loading;
  }

  /**
   * What the console and the stage of a session prove themselves with; undefined where there is no such session. A session
   * that sleeps is not woken by this, so that it may be asked by anybody. Rejects where the store fails.
   */
  async screenSecrets(id: string): Promise<ScreenSecrets | undefined> {
    const room = this.#rooms.get(id);
    if (room) return room.state;
    const { store } = this.#options;
    if (!(await store.find(id))) return undefined;
    const [opened] = await store.read(id, 0, 1);
    return opened?.type === 'sessionOpened' ? opened : undefined;
  }

  /** The same with everything that other servers had written by now, of which this one may not have heard yet. */
  async freshById(id: string): Promise<SessionRoom | undefined> {
    const room = await this.byId(id);
    if (!room || (await room.refresh())) return room;
    // Another server has deleted it.
    this.deleted(id);
    return undefined;
  }

  /** The unfinished session with this room code. */
  async byRoomCode(code: string): Promise<SessionRoom | undefined> {
    for (const room of this.#rooms.values()) {
      if (room.state.roomCode === code && room.state.phase !== 'finished') return room;
    }
    const record = await this.#options.store.findByRoomCode(code);
    return record && this.byId(record.id);
  }

  /** Wakes what was running when the last process ended, so that rounds go on; returns how many sessions do. */
  async resume(): Promise<number> {
    const { store, runtime } = this.#options;
    const records = await store.list({ state: 'running', limit: resumedAtMost });
    let resumed = 0;
    for (const { id } of records) {
      if (resumed >= this.maxRooms) break;
      try {
        const room = await this.byId(id);
        if (!room) continue;
        // What waits for people needs no room before they are back.
        if (nextDueAt(room.state) === undefined) this.#forget(id);
        else resumed++;
      } catch (error) {
        // One log that cannot be read must not keep the others from going on.
        runtime.report(error, 'resume');
      }
    }
    return resumed;
  }

  /** Ends the connections of a session that was deleted from the store, and forgets it. */
  deleted(id: string): void {
    this.#rooms.get(id)?.endDeleted();
  }

  /** Closes a room without notifying its clients; the next request for the session loads it again. */
  #forget(id: string): void {
    this.#rooms.get(id)?.close();
    this.#rooms.delete(id);
  }

  close(): void {
    this.#closed = true;
    const rooms = [...this.#rooms.values()];
    for (const room of rooms) room.close();
    this.#settled = Promise.all(rooms.map((room) => room.settled())).then(() => undefined);
    this.#rooms.clear();
  }

  /** Resolves when what was given to the rooms before they were closed is written: then the store may be closed. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  async #create(
    ...[record, events]: Parameters<RoomOptions['store']['create']>
  ): Promise<'created' | 'id-taken' | 'code-taken' | 'failed'> {
    try {
      return await this.#options.store.create(record, events);
    } catch (error) {
      this.#options.runtime.report(error, 'create');
      return 'failed';
    }
  }

  async #load(id: string): Promise<SessionRoom | undefined> {
    const { store, codeVersion, pause } = this.#options;
    if (!(await store.find(id))) return undefined;
    const { fold, snapshotVersion } = await recover(store, id, codeVersion, pause);
    // That is no answer to whether there is such a session.
    if (this.#closed) throw new Error('this server has ended');
    return this.#rooms.get(id) ?? this.#awaken(fold, snapshotVersion);
  }

  #awaken(fold: SessionFold, snapshotVersion: number): SessionRoom {
    const place = { peers: this.#peers, onSleep: (sleeping: SessionRoom) => this.#forget(sleeping.id) };
    const room = new SessionRoom(this.#options, { fold, snapshotVersion }, place);
    this.#rooms.set(room.id, room);
    this.#makePlace(room);
    return room;
  }

  /** Forgets rooms that rest where more are awake than may be in use, those first that nobody has asked for the longest. */
  #makePlace(newest: SessionRoom): void {
    for (const room of this.#rooms.values()) {
      if (this.#rooms.size <= this.maxRooms) return;
      if (room !== newest && room.rests) this.#forget(room.id);
    }
  }

  /** How many rooms may be in use at once. */
  get maxRooms(): number {
    return this.#options.maxRooms ?? usualMaxRooms;
  }
}
