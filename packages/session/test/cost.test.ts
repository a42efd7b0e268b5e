import type { Action, HostCommand, Lane, LaneView, PlayerId, SeatId } from '@ack-attack/engine';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ViewMessage } from '@ack-attack/protocol';
import type { SessionRoom, ViewSink } from '../src/room/session-room.ts';
import { PhoneProjector } from '../src/views/phone-projector.ts';
import { StageProjector } from '../src/views/stage-projector.ts';
import type { ManualClock } from './manual-clock.ts';
import { host, join, openRoom, serve } from './open-room.ts';
import { watchedStore } from './watched-store.ts';

/** What was done for all clients of a room together. */
function noCost() {
  return {
    /** Comparisons of what a phone's view hangs on. */
    looks: 0,
    phoneViews: 0,
    screenViews: 0,
    /** Lanes that a screen's view has anew. */
    screenLanes: 0,
    phonePatches: 0,
    phoneBytes: 0,
    screenPatches: 0,
    screenBytes: 0,
    appends: 0,
    rows: 0,
    timers: 0,
  };
}

let cost = noCost();
/** The players whose phones were looked at. */
let looked = new Set<PlayerId>();

beforeEach(() => {
  const lanes = new Set<LaneView>();
  const { view, inputs } = PhoneProjector.prototype;
  vi.spyOn(PhoneProjector.prototype, 'inputs').mockImplementation(function (this: PhoneProjector, fold, player) {
    cost.looks++;
    looked.add(player.id);
    return inputs.call(this, fold, player);
  });
  vi.spyOn(PhoneProjector.prototype, 'view').mockImplementation(function (this: PhoneProjector, fold, player) {
    cost.phoneViews++;
    return view.call(this, fold, player);
  });
  const screenView = StageProjector.prototype.view;
  vi.spyOn(StageProjector.prototype, 'view').mockImplementation(function (this: StageProjector, fold, kind) {
    cost.screenViews++;
    const shown = screenView.call(this, fold, kind);
    for (const lane of Object.values(shown.lanes)) {
      if (!lanes.has(lane)) cost.screenLanes++;
      lanes.add(lane);
    }
    return shown;
  });
});

afterEach(() => vi.restoreAllMocks());

class CountingSink implements ViewSink {
  readonly #kind: 'phone' | 'screen';

  constructor(kind: 'phone' | 'screen') {
    this.#kind = kind;
  }

  view(message: ViewMessage): void {
    cost[`${this.#kind}Patches`]++;
    // Versions have more digits in a longer log.
    cost[`${this.#kind}Bytes`] += JSON.stringify('patch' in message ? message.patch : message.view).length;
  }

  end(): void {
    throw new Error('nobody is sent away');
  }
}

interface Class {
  room: SessionRoom;
  clock: ManualClock;
  command: (command: HostCommand) => Promise<void>;
  act: (seat: string, action: Action) => Promise<void>;
  enter: (name: string) => Promise<void>;
}

/** A class in the lobby, with its phones, stage and console. */
async function lobby(students: number): Promise<Class> {
  const store = watchedStore((write, events) => {
    cost.appends++;
    cost.rows += events.length;
    return write();
  });
  const served = serve({ store });
  const { clock } = served;
  const { schedule } = clock;
  vi.spyOn(clock, 'schedule').mockImplementation((run, delayMs) => {
    cost.timers++;
    return schedule(run, delayMs);
  });
  const room = await openRoom(served, { travelMs: [300, 300], orderEveryMs: 0, maxConsumers: 1 });
  const via = new Map<string, string>();
  const enter = async (name: string) => {
    const player = await join(room, name);
    via.set(player, room.connectPhone(player, new CountingSink('phone')).via);
    // In step with what a room does every few seconds, whatever happens in it.
    await clock.advance(1_000);
  };
  room.connectScreen('stage', new CountingSink('screen'));
  room.connectScreen('console', new CountingSink('screen'));
  for (let number = 1; number <= students; number++) await enter(`S${String(number).padStart(2, '0')}`);
  let seq = 0;
  const accepted = async (given: ReturnType<SessionRoom['submit']>) => {
    expect(await given).toMatchObject({ outcome: 'accepted' });
  };
  const seatOf = (id: string) => room.state.lanes[0]?.seats.find((seat) => seat.id === id)?.player ?? '';
  return {
    room,
    clock,
    enter,
    command: (command) => accepted(room.submit(host(++seq, command))),
    act: async (seat, action) => {
      const player = room.state.players.find(({ id }) => id === seatOf(seat));
      if (!player) throw new Error(`nobody sits at ${seat}`);
      const { id } = player;
      await accepted(
        room.submit(
          { by: 'player', player: id, seq: room.lastSeq(id) + 1, id: `c${++seq}`, command: { type: 'act', action } },
          { as: 'phone', holds: (hash) => hash === player.tokenHash, via: via.get(id)! },
        ),
      );
    },
  };
}

/** What it costs until everybody has seen it, and nothing is on its way. */
async function costOf({ clock }: Class, run: () => Promise<void>): Promise<typeof cost> {
  cost = noCost();
  looked = new Set();
  await run();
  await clock.advance(1_000);
  return { ...cost };
}

/** One order of the first lane, from the customer to the acknowledgement, while the others rest. */
async function orderCosts(students: number) {
  const all = await lobby(students);
  const { room, clock, command, act } = all;
  await command({ type: 'startRound' });
  await clock.advance(1_000);
  const [{ id: lane }] = room.state.lanes as [Lane];
  const seats = { producer: `${lane}.P1`, broker: `${lane}.B1`, consumer: `${lane}.C1` };
  const now = () => room.state.lanes[0]!;
  const costs: Record<string, typeof cost> = {};
  const count = async (name: string, run: () => Promise<void>) => (costs[name] = await costOf(all, run));
  await count('order', () => command({ type: 'placeOrder', lane, content: { customer: 7, value: 20 } }));
  const order = now().orders[0]!;
  seats.producer = order.producer;
  await count('publish', () => act(seats.producer, { do: 'publish', order: order.id }));
  const copy = now().copies[0]!.id;
  await count('store', () => act(seats.broker, { do: 'store', copy }));
  await count('confirm', () => act(seats.broker, { do: 'confirm', copy }));
  await count('deliver', () => act(seats.broker, { do: 'deliver', copy, to: seats.consumer as SeatId }));
  const delivery = now().hands[0]!.id;
  await count('charge', () => act(seats.consumer, { do: 'charge', delivery }));
  await count('ack', () => act(seats.consumer, { do: 'ack', delivery }));
  room.close();
  return costs;
}

test('what a command costs does not grow with the class', async () => {
  const [small, ...larger] = [await orderCosts(5), await orderCosts(30), await orderCosts(60)];
  for (const costs of larger) expect(costs).toEqual(small);
  for (const [command, { looks, phonePatches, rows, timers }] of Object.entries(small)) {
    // Those who sit in the lane, twice where a packet arrives.
    expect([command, looks]).toEqual([command, expect.toSatisfy((count: number) => count >= 5 && count <= 14)]);
    expect(phonePatches).toBeGreaterThan(0);
    expect(rows).toBeGreaterThan(0);
    expect(timers).toBeLessThan(8);
  }
});

test('joining costs nobody else anything but the screens', async () => {
  const costs = [];
  for (const students of [5, 30, 60]) {
    const all = await lobby(students - 1);
    costs.push(await costOf(all, () => all.enter('S99')));
    expect(looked).toEqual(new Set([all.room.state.players.at(-1)?.id]));
    all.room.close();
  }
  const [small, ...larger] = costs;
  for (const { screenBytes, phoneBytes, ...counts } of larger) {
    expect({ ...counts, screenBytes: 0, phoneBytes: 0 }).toEqual({ ...small, screenBytes: 0, phoneBytes: 0 });
    // A place in the class has one digit more.
    expect(Math.abs(screenBytes - small!.screenBytes)).toBeLessThan(20);
  }
});
