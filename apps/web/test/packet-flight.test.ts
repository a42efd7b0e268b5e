import type { LaneId, LaneView, PacketId, SeatId } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { machinePlaces } from '../src/shared/lane-board/lane-geometry.ts';
import { burstAt, flightsOf, lossesOf, nearest, placeAt } from '../src/shared/lane-board/packet-flight.ts';

const [producer, broker] = ['L1.P1', 'L1.B1'] as SeatId[] as [SeatId, SeatId];
const way = { leg: 'publish', from: producer, to: broker, sentAt: 1_000, arrivesAt: 3_000 } as const;
const lane: LaneView = {
  id: 'L1' as LaneId,
  seats: {
    [producer]: { role: 'producer', driver: 'bot', away: false, down: false, load: { open: 0 } },
    [broker]: {
      role: 'broker',
      driver: 'bot',
      away: false,
      down: false,
      load: { inbox: 0, ready: 0, out: 0, parked: 0 },
    },
  },
  packets: {
    ['k2' as PacketId]: { ...way, sentAt: 2_000, arrivesAt: 4_000, label: 'm2' },
    ['k1' as PacketId]: { ...way, label: 'm1' },
    ['k3' as PacketId]: { ...way, to: 'L1.B9' as SeatId, label: 'm3' },
  },
  drops: { ['k0' as PacketId]: { ...way, at: 2_000 } },
  faults: {},
};
const places = machinePlaces(lane.seats);
const flights = flightsOf(lane, places);

describe('packets in the air', () => {
  test('they come in the order they were sent, and not where their machine is gone', () => {
    expect(flights.map(({ label }) => label)).toEqual(['m1', 'm2']);
  });

  test('they fly evenly from end to end of their wire and stay on it', () => {
    const flight = flights[0]!;
    const at = (gameMs: number) => placeAt(flight, gameMs, false);
    expect(at(0)).toEqual(flight.wire.from);
    expect(at(9_000)).toEqual(flight.wire.to);
    expect(at(2_000).x).toBeCloseTo((flight.wire.from.x + flight.wire.to.x) / 2);
  });

  test('with little motion they stand in a few places one after the other, always further on', () => {
    const seen = new Set<number>();
    let last = 0;
    for (let gameMs = 1_000; gameMs <= 3_000; gameMs += 10) {
      const { x } = placeAt(flights[0]!, gameMs, true);
      expect(x).toBeGreaterThanOrEqual(last);
      seen.add((last = x));
    }
    expect(seen.size).toBe(4);
  });
});

describe('a loss', () => {
  test('bursts where the packet was', () => {
    const [loss] = lossesOf(lane, places);
    expect(loss).toEqual({ at: 2_000, place: placeAt(flights[0]!, 2_000, false) });
  });

  test('is to be seen for a while, and neither before nor after', () => {
    const loss = { at: 2_000 };
    expect(burstAt(loss, 1_999, false)).toBeUndefined();
    expect(burstAt(loss, 2_100, false)).toMatchObject({ opacity: 1 });
    expect(burstAt(loss, 4_400, false)).toBeUndefined();
  });

  test('with little motion is a mark that stands still', () => {
    const looks = [2_000, 2_100, 3_000, 4_300].map((gameMs) => burstAt({ at: 2_000 }, gameMs, true));
    expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(1);
    expect(looks[0]?.splinters.opacity).toBe(0);
  });
});

test('a tap takes the nearest packet within reach', () => {
  const entries = [
    { what: 'far', x: 60, y: 0 },
    { what: 'near', x: 12, y: 5 },
  ];
  expect(nearest(entries, { x: 20, y: 0 }, 22)).toBe('near');
  expect(nearest(entries, { x: 30, y: 30 }, 22)).toBeUndefined();
});
