import { sessionLimits } from '../base/limits.ts';
import { refuse } from '../base/rejection.ts';
import type { RoundSettings } from '../model/settings.ts';

/** Refuses settings that no round could be played with. The shape is the protocol's to check. */
export function checkSettings(settings: RoundSettings): void {
  const within = (name: string, value: number, low: number, high: number) => {
    if (!Number.isInteger(value) || value < low || value > high) {
      refuse('settings-invalid', `${name} is ${value}, not a whole number from ${low} to ${high}`);
    }
  };
  const share = (name: string, value: number) => {
    if (!(value >= 0 && value <= 1)) refuse('settings-invalid', `${name} is ${value}, not 0 to 1`);
  };
  const { profile, workMs } = settings;
  const [shortest, longest] = settings.travelMs;
  within('roundMs', settings.roundMs, ...sessionLimits.roundMs);
  within('predictMs', settings.predictMs, 0, 600_000);
  within('orderEveryMs', settings.orderEveryMs, 0, 600_000);
  within('freshMs', settings.freshMs, 0, 3_600_000);
  within('travelMs', shortest, 0, 60_000);
  within('travelMs', longest, shortest, 60_000);
  within('overdueMs', settings.overdueMs, 0, 600_000);
  within('maxConsumers', settings.maxConsumers, 1, 3);
  const [quickest, slowest] = settings.paceMs;
  within('paceMs', quickest, 1, 60_000);
  within('paceMs', slowest, quickest, 60_000);
  for (const name of ['check', 'charge', 'record', 'commit'] as const) within(name, workMs[name], 0, 60_000);
  share('poisonRate', settings.poisonRate);
  for (const name of ['visibilityMs', 'dedupWindowMs', 'brokerDedupWindowMs'] as const) {
    within(name, profile[name], 0, 3_600_000);
  }
  within('deliveryLimit', profile.deliveryLimit, 0, 1_000);
  within('prefetch', profile.prefetch, 0, 1_000);
  within('partitions', profile.partitions, 0, sessionLimits.partitions);
  share('spontaneousDuplicateRate', profile.spontaneousDuplicateRate);
}
