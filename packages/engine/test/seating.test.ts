import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planLanes, type LaneId, type PlayerId, type Role, type SeatId, type Seating } from '../src/index.ts';
import { settingsWith, Table } from './table.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `u${index + 1}`);
const roles = ['producer', 'broker', 'consumer'] as const;
const seated = (table: Table) => Object.fromEntries(table.state.players.map(({ id, seat }) => [id, seat]));

function roomWith(seating: Seating, players: number): Table {
  const table = new Table(settingsWith({ maxConsumers: 2 }));
  table.host({ type: 'configureRoom', rules: { naming: 'typed', language: 'en', seating } });
  return table.join(...names(players));
}

function playRound(table: Table): void {
  for (const type of ['startRound', 'ringBell', 'revealTruth', 'closeRound'] as const) table.host({ type });
}

/** How often each of a lane's members has had each role, by lane. */
function turnsByLane(table: Table, counts: Map<PlayerId, Record<Role, number>>): readonly Record<Role, number>[][] {
  return table.state.lanes.map(({ seats }) => seats.flatMap(({ player }) => (player ? [counts.get(player)!] : [])));
}

describe('seating', () => {
  it('ENG-63: in a class that stays, roles go round as evenly as the sizes of the lanes allow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 60 }), fc.integer({ min: 1, max: 12 }), (players, rounds) => {
        const table = roomWith('rotate', players);
        const counts = new Map<PlayerId, Record<Role, number>>();
        let lanesBefore: string | undefined;
        for (let round = 1; round <= rounds; round++) {
          playRound(table);
          for (const { seats } of table.state.lanes) {
            for (const { player, role } of seats) {
              if (player === undefined) continue;
              const had = counts.get(player) ?? { producer: 0, broker: 0, consumer: 0 };
              counts.set(player, { ...had, [role]: had[role] + 1 });
            }
          }
          const together = table.state.players.map(({ lane }) => lane).join();
          expect(together).toBe((lanesBefore ??= together));
          turnsByLane(table, counts).forEach((members, index) => {
            const seats = table.state.lanes[index]!.seats;
            for (const role of roles) {
              const had = members.map((turns) => turns[role]);
              expect(Math.max(...had) - Math.min(...had), `${role} after ${round}`).toBeLessThanOrEqual(1);
              const places = seats.filter((seat) => seat.role === role).length;
              if (round % seats.length === 0) expect(new Set(had)).toEqual(new Set([(places * round) / seats.length]));
            }
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('ENG-63: a single player among bots meets every role, too', () => {
    for (const players of [1, 2]) {
      const table = roomWith('rotate', players);
      const met = table.state.players.map(() => new Set<string>());
      for (let round = 0; round < 5; round++) {
        playRound(table);
        table.state.players.forEach(({ seat }, index) => met[index]!.add(seat!));
      }
      expect(met.map((seats) => seats.size)).toEqual(Array.from({ length: players }, () => 3));
    }
  });

  it('ENG-63: after a class has changed, the player who had a role least gets it', () => {
    const table = roomWith('rotate', 4);
    playRound(table);
    const broker = table.lane.seats.find(({ role }) => role === 'broker')!.player!;
    table.host({ type: 'removePlayer', player: 'u1' as PlayerId });
    table.join('u5');
    for (let round = 0; round < 3; round++) {
      table.host({ type: 'startRound' });
      expect(table.lane.seats.find(({ role }) => role === 'broker')!.player).not.toBe(broker);
      for (const type of ['ringBell', 'revealTruth', 'closeRound'] as const) table.host({ type });
    }
    table.host({ type: 'startRound' });
    expect(table.state.players.map(({ turns }) => turns?.broker)).toContain(1);
  });

  it('ENG-123: automatic seating leaves all in place and fills free seats', () => {
    const table = roomWith('automatic', 6);
    playRound(table);
    const first = seated(table);
    expect(new Set(Object.values(first)).size).toBe(6);
    playRound(table);
    expect(seated(table)).toEqual(first);
    table.host({ type: 'removePlayer', player: 'u2' as PlayerId });
    table.join('u7');
    playRound(table);
    const { u2: freed, ...stayed } = first;
    expect(seated(table)).toEqual({ ...stayed, u7: freed });
  });

  it('ENG-124: by hand the host assigns seats, and the present owner changes places', () => {
    const table = roomWith('by-hand', 6);
    const planned = () => planLanes(table.state, table.state.round + 1).flatMap(({ seats }) => seats);
    const before = Object.fromEntries(planned().map(({ id, player }) => [player, id]));
    const seatPlayer = (player: string, seat: string) =>
      ({ type: 'seatPlayer', player: player as PlayerId, seat: seat as SeatId }) as const;
    table.host(seatPlayer('u1', 'L2.B1'));
    const swapped = { ...before, u1: 'L2.B1', [`${planOwner(before, 'L2.B1')}`]: before['u1'] };
    expect(Object.fromEntries(planned().map(({ id, player }) => [player, id]))).toEqual(swapped);
    playRound(table);
    expect(seated(table)).toEqual(swapped);
    playRound(table);
    expect(seated(table)).toEqual(swapped);
    // A seventh makes the first lane larger; nobody else moves.
    table.join('u7');
    playRound(table);
    expect(seated(table)).toEqual({ ...swapped, u7: 'L1.P2' });
    expect(table.refusal(table.asHost(seatPlayer('u1', 'L9.B1')))).toBe('unknown-seat');
    expect(table.refusal(table.asHost(seatPlayer('u9', 'L1.B1')))).toBe('unknown-player');
    table.host({ type: 'startRound' });
    expect(table.refusal(table.asHost(seatPlayer('u1', 'L1.B1')))).toBe('wrong-phase');
    const other = roomWith('rotate', 6);
    expect(other.refusal(other.asHost(seatPlayer('u1', 'L1.B1')))).toBe('not-offered');
  });

  it('ENG-124: a seat that no player has is simply taken', () => {
    const table = roomWith('by-hand', 1);
    table.host({ type: 'seatPlayer', player: 'u1' as PlayerId, seat: 'L1.C1' as SeatId });
    playRound(table);
    expect(seated(table)).toEqual({ u1: 'L1.C1' });
  });
});

describe('the room', () => {
  it('ENG-125: lanes are named by the rules of names', () => {
    const table = new Table().join('u1');
    const rename = (lane: string, name: string) => ({ type: 'renameLane', lane: lane as LaneId, name }) as const;
    table.host(rename('L1', '  Night \u200b Owls '));
    expect(table.state.laneNames).toEqual({ L1: 'Night Owls' });
    expect(table.refusal(table.asHost(rename('L2', 'NIGHT OWLS')))).toBe('name-taken');
    expect(table.refusal(table.asHost(rename('L2', 'x'.repeat(21))))).toBe('name-invalid');
    for (const lane of ['L0', 'L21', 'L', 'M1', '__proto__', '']) {
      expect(table.refusal(table.asHost(rename(lane, 'Owls'))), lane).toBe('unknown-lane');
    }
    playRound(table);
    expect(table.state.laneNames).toEqual({ L1: 'Night Owls' });
    table.host(rename('L1', ' '));
    expect(table.state.laneNames).toEqual({});
  });

  it('ENG-119: the rules change until the session is over', () => {
    const table = new Table();
    expect(table.state.rules).toEqual({ naming: 'typed', language: 'en', seating: 'rotate' });
    const rules = { naming: 'generated', language: 'ru', seating: 'automatic' } as const;
    table.host({ type: 'startRound' });
    table.host({ type: 'configureRoom', rules });
    expect(table.state.rules).toEqual(rules);
    table.host({ type: 'finishSession' });
    expect(table.refusal(table.asHost({ type: 'configureRoom', rules }))).toBe('wrong-phase');
  });
});

function planOwner(seats: Record<string, string>, seat: string): string {
  const found = Object.entries(seats).find(([, other]) => other === seat);
  if (!found) throw new Error(`nobody has ${seat}`);
  return found[0];
}
