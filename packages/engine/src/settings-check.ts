import { sessionLimits } from './limits.ts';
import { refuse } from './rejection.ts';
import type { RoundSettings } from './settings.ts';

/** Refuses settings that no round could be played with. The shape is the protocol's to check. */
export function checkSettings(settings: RoundSettings): void {
  const within = (name: keyof RoundSettings, value: number, low: number, high: number) => {
    if (!Number.isInteger(value) || value < low || value > high) {
      refuse('settings-invalid', `${name} is ${value}, not a whole number from ${low} to ${high}`);
    }
  };
  const [shortest, longest] = settings.travelMs;
  within('roundMs', settings.roundMs, ...sessionLimits.roundMs);
  within('predictMs', settings.predictMs, 0, 600_000);
  within('orderEveryMs', settings.orderEveryMs, 0, 600_000);
  within('freshMs', settings.freshMs, 0, 3_600_000);
  within('travelMs', shortest, 0, 60_000);
  within('travelMs', longest, shortest, 60_000);
  within('overdueMs', settings.overdueMs, 0, 600_000);
  within('maxConsumers', settings.maxConsumers, 1, 3);
}
