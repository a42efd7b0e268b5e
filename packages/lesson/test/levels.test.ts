import {
  contracts,
  decide,
  emptySession,
  levels,
  systems as systemNames,
  type RoundSettings,
} from '@ack-attack/engine';
import { describe, expect, it } from 'vitest';
import { levelPlans, settingsFor, systemChoices } from '../src/index.ts';

const rounds = contracts.flatMap((contract) =>
  levels.flatMap((level) => systemNames.map((system) => ({ contract, level, system }))),
);

function opens(settings: RoundSettings): string {
  const secrets = { hostTokenHash: '', stageTokenHash: '' };
  const open = { type: 'openSession', session: 's', roomCode: 'LEVELS', ...secrets, seed: 1, settings } as const;
  return decide(emptySession, { by: 'server', command: open }, 0).outcome;
}

describe('settings of a round', () => {
  it.each(rounds)('can be played: $contract, $level, $system', ({ contract, level, system }) => {
    const settings = settingsFor(contract, level, system);
    const commits = contract === 'exactly-once' && level === 'middle';
    const others = levelPlans[level].offered.filter((action) => action !== 'commit');
    expect(settings).toMatchObject({ contract, level, system });
    expect([...settings.offered].sort()).toEqual([...others, ...(commits ? ['commit'] : [])].sort());
    expect(opens(settings)).toBe('accepted');
  });

  it.each(contracts)('remember an ID for longer than a copy can stay away, %s', (contract) => {
    const { profile, travelMs } = settingsFor(contract, 'middle');
    expect(profile.visibilityMs).toBeGreaterThan(2 * travelMs[1]);
    expect(profile.dedupWindowMs).toBeGreaterThan(3 * profile.visibilityMs);
  });

  it.each(contracts)('bring about ten times the orders on autopilot, and nobody taps, %s', (contract) => {
    const [hands, autopilot] = [settingsFor(contract, 'junior'), settingsFor(contract, 'senior')];
    expect(hands.autopilot).toBe(false);
    expect(autopilot.autopilot).toBe(true);
    const times = hands.orderEveryMs / autopilot.orderEveryMs;
    expect(times).toBeGreaterThan(6);
    expect(times).toBeLessThan(13);
  });
});

describe('a broker system', () => {
  it('changes nothing where it is plain, and something where it is not', () => {
    for (const level of levels) {
      const plain = settingsFor('at-least-once', level).profile;
      for (const system of systemNames.filter((name) => name !== 'plain')) {
        expect(settingsFor('at-least-once', level, system).profile, system).not.toEqual(plain);
        expect(systemChoices[system].facts.length, system).toBeGreaterThan(0);
      }
    }
  });

  it('repeats by itself only where the system does', () => {
    const repeating = systemNames.filter((name) => systemChoices[name].profile.spontaneousDuplicateRate > 0);
    expect(repeating).toEqual(['sqs-standard']);
  });
});
