import { decide, emptySession, evolveAll, viewSeat, type GameEvent, type SessionState } from '@ack-attack/engine';
import { busyLog, momentsOf } from './busy-game.ts';
import { paces } from './pace.ts';

/** Measures the engine on a busy game; a clone of the same events through JSON is the yardstick of the machine. */
export function benchEngine(): readonly string[] {
  // As it comes back from where it is stored.
  const log = JSON.parse(JSON.stringify(busyLog(1))) as readonly GameEvent[];
  const folds = 5;
  const moments = momentsOf(log);
  const decided = moments.filter((moment) => decide(moment.state, moment.command, moment.now).outcome === 'accepted');
  const full = fullest(moments.map(({ state }) => state));
  const views = 2_000;
  const pace = paces({
    clone: { size: log.length, run: () => log.forEach((event) => JSON.parse(JSON.stringify(event))) },
    evolve: {
      size: log.length * folds,
      run: () => {
        for (let fold = 0; fold < folds; fold++) evolveAll(emptySession, log);
      },
    },
    decide: {
      size: decided.length,
      run: () => decided.forEach(({ state, command, now }) => decide(state, command, now)),
    },
    view: {
      size: views,
      run: () => {
        for (let i = 0; i < views; i++) viewSeat(full.state, full.lane.id, full.broker);
      },
    },
  });
  const line = (name: keyof typeof pace, what: string) =>
    `${name.padEnd(7)} ${Math.round(pace[name]).toLocaleString('en').padStart(9)} ${what}` +
    `${(pace[name] / pace.clone).toFixed(2).padStart(8)} × clone`;
  return [
    `${log.length} events of ${full.state.lanes.length} lanes, ${decided.length} commands of ${moments.length} accepted`,
    line('clone', 'events/s  '),
    line('evolve', 'events/s  '),
    line('decide', 'commands/s'),
    line('view', 'views/s   ') + ` (a broker with ${full.lane.copies.length} copies)`,
  ];
}

/** The state in which one broker has most copies. */
function fullest(states: readonly SessionState[]) {
  let [most] = states.flatMap((state) => state.lanes.map((lane) => ({ state, lane })));
  for (const state of states)
    for (const lane of state.lanes) if (lane.copies.length > (most?.lane.copies.length ?? 0)) most = { state, lane };
  const broker = most?.lane.seats.find(({ role }) => role === 'broker');
  if (!most || !broker) throw new Error('no broker was met');
  return { ...most, broker: broker.id };
}
