import { chooseAction } from '@ack-attack/bots';
import type { PlayerCommand, PlayerId } from '@ack-attack/engine';
import { createViewCopy } from '../../packages/client/src/view-copy.ts';
import type { PhoneView, ViewMessage } from '@ack-attack/protocol';
import type { RoomConnection, SessionRoom } from '@ack-attack/session';
import type { Plant } from './plant.ts';
import type { SimulatedServer } from './simulated-server.ts';
import type { World } from './world.ts';

const resendMs = 600;
const nobody = { view: () => undefined, end: () => undefined };

interface Pending {
  seq: number;
  id: string;
  command: PlayerCommand;
}

/** A phone on a bad network: it sends a command until it is answered, wherever it is connected at that time. */
export class SimulatedPlayer {
  readonly answers: { id: string; outcome: string; code?: string }[] = [];
  /** A sentence for each thing that it should not have seen. */
  readonly mistakes: string[] = [];
  readonly id: PlayerId;
  readonly #world: World;
  readonly #session: string;
  readonly #pick: () => SimulatedServer;
  #room: SessionRoom | undefined;
  #server: SimulatedServer | undefined;
  #connection: RoomConnection | undefined;
  #epoch = 0;
  readonly #plant: Plant | undefined;
  readonly #copy = createViewCopy();
  /** The highest version of its view so far. */
  #reached = 0;
  #seq = 0;
  #sent = 0;
  #pending: Pending | undefined;
  resting = false;

  constructor(world: World, session: string, id: PlayerId, pick: () => SimulatedServer, plant?: Plant) {
    this.#world = world;
    this.#session = session;
    this.id = id;
    this.#pick = pick;
    this.#plant = plant;
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  get version(): number {
    return this.#copy.version;
  }

  get view(): PhoneView | undefined {
    return this.#copy.view as PhoneView | undefined;
  }

  /** Gives up the connection, which its server may learn late, and goes to any server. */
  async connect(): Promise<void> {
    const epoch = ++this.#epoch;
    const old = this.#connection;
    this.#connection = undefined;
    if (old) this.#world.schedule(() => old.close(), this.#world.between(0, 3_000));
    const server = this.#pick();
    await this.#world.pause(this.#world.between(5, 200));
    if (epoch !== this.#epoch) return;
    // A server that is paused reads the greeting when it wakes, whether or not the phone is still there.
    const greetedAt = this.#plant === 'forgets-pauses' ? undefined : this.#world.now;
    await this.#world.pause(Math.max(0, server.pausedUntil - this.#world.now));
    const room = await server.directory.byId(this.#session).catch(() => undefined);
    const left = epoch !== this.#epoch;
    if (!room || room.closed || !server.alive) {
      if (!left) this.#world.schedule(() => void this.connect(), 300);
      return;
    }
    if (left) {
      const { close } = room.connectPhone(this.id, nobody, greetedAt);
      return void this.#world.schedule(close, this.#world.between(0, 3_000));
    }
    this.#room = room;
    this.#server = server;
    this.#seq = Math.max(this.#seq, room.lastSeq(this.id));
    this.#connection = room.connectPhone(
      this.id,
      {
        view: (message) => this.#carry(epoch, () => this.#take(message)),
        end: (code) =>
          this.#carry(epoch, () => {
            // It has one device, so nobody else has its seat.
            if (code === 'superseded') this.mistakes.push(`${this.id} was told that its newest connection is not`);
            void this.connect();
          }),
      },
      greetedAt,
    );
    const { version } = this;
    this.#connection.sync(version);
    this.#push();
  }

  /** To be called often: chooses what to do next, and comes back where its server is gone. */
  look(): void {
    if (this.#connection && (!this.#server?.alive || this.#room?.closed)) void this.connect();
    const { view } = this;
    if (this.resting || this.#pending || !view || !this.#connection) return;
    // While play stands still a tap is refused, and must not be done when it goes on.
    const playing = view.phase === 'playing' || (view.phase === 'paused' && this.#world.draw() < 0.3);
    if (!playing || !view.seat) return;
    const now = view.clock.stoppedAt ?? this.#world.now - view.clock.startedAt;
    const choice = chooseAction(view.seat, { settings: view.settings, now, seed: 1 });
    if (choice) this.#give({ type: 'act', action: choice.action });
  }

  #give(command: PlayerCommand): void {
    this.#pending = { seq: ++this.#seq, id: `${this.id}/${++this.#sent}`, command };
    this.#push();
  }

  #push(): void {
    const [epoch, pending, room, connection] = [this.#epoch, this.#pending, this.#room, this.#connection];
    if (!pending || !room || !connection) return;
    this.#world.schedule(() => {
      if (this.#pending === pending && epoch === this.#epoch) this.#push();
    }, resendMs);
    const copies = this.#world.draw() < 0.1 ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (this.#world.draw() < 0.08) continue;
      // What is on its way arrives also after its sender has left.
      const late = this.#world.between(1, this.#world.draw() < 0.15 ? 2_500 : 60);
      this.#world.schedule(() => this.#arrive(room, connection.via, pending, epoch), late);
    }
  }

  #arrive(room: SessionRoom, via: string, { seq, id, command }: Pending, epoch: number): void {
    if (room.closed) return;
    const known = this.#plant === 'hides-connections' ? {} : { via };
    const sender = { as: 'phone', holds: () => true, ...known } as const;
    void room.submit({ by: 'player', player: this.id, seq, id, command }, sender).then((outcome) => {
      this.#carry(epoch, () => {
        if (this.#pending?.id !== id) return;
        if (outcome.outcome === 'rejected' && outcome.code === 'store-unavailable') return;
        this.answers.push({ id, ...outcome });
        this.#pending = undefined;
      });
    });
  }

  /** Brings something to the phone over the connection that it came by, if it still has that one then. */
  #carry(epoch: number, arrive: () => void): void {
    if (this.#world.draw() < 0.03) return;
    this.#world.schedule(
      () => {
        if (epoch === this.#epoch) arrive();
      },
      this.#world.between(1, 40),
    );
  }

  #take(message: ViewMessage): void {
    if (this.#copy.take(this.#mistaken(message)) === 'gap') this.#connection?.sync(0);
    if (this.version < this.#reached)
      this.mistakes.push(`${this.id} went back from ${this.#reached} to ${this.version}`);
    this.#reached = Math.max(this.#reached, this.version);
  }

  /** What the phone takes a message for, where a bug is planted. */
  #mistaken(message: ViewMessage): ViewMessage {
    if (this.#plant === 'believes-late-views' && 'view' in message) this.#copy.forget();
    const patches = this.#plant === 'patches-any-view' && 'patch' in message;
    return patches ? { ...message, base: this.version } : message;
  }
}
