import { decide, emptySession, levels } from '@ack-attack/engine';
import { expect, test } from 'vitest';
import { faultPlan, missionOfDay, missions, planScripts, settingsFor } from '../src/index.ts';

test('twelve missions climb from the first level to the last, three at each', () => {
  expect(missions.map(({ level }) => level)).toEqual(levels.flatMap((level) => [level, level, level]));
});

test.each(missions.map((mission, index) => ({ number: index + 1, ...mission })))(
  'mission $number has a plan that is made for its contract and a round that can be opened',
  ({ contract, level, role, system, plan: id }) => {
    const script = planScripts.find((one) => one.id === id)!;
    expect(script.contract).toBe(contract);
    expect(levels.indexOf(script.level)).toBeLessThanOrEqual(levels.indexOf(level));
    const plan = faultPlan(script, (key) => key);
    const settings = settingsFor(contract, level, system);
    const secrets = { hostTokenHash: '', stageTokenHash: '' };
    const solo = { role, rounds: 1, plan };
    const open = {
      type: 'openSession',
      session: 's',
      roomCode: 'CLIMBS',
      ...secrets,
      seed: 1,
      settings,
      solo,
    } as const;
    expect(decide(emptySession, { by: 'server', command: open }, 0).outcome).toBe('accepted');
  },
);

test('a day has one mission and one seed, and the next day has others', () => {
  const days = Array.from({ length: 365 }, (_, index) => missionOfDay(20_000 + index));
  expect(missionOfDay(20_000)).toEqual(days[0]);
  expect(new Set(days.map(({ seed }) => seed)).size).toBe(days.length);
  expect(new Set(days.map(({ mission }) => mission)).size).toBe(missions.length);
  for (const { seed } of days) expect(Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff).toBe(true);
});
