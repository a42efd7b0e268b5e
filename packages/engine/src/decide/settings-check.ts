import { sessionLimits, settingLimits } from '../base/limits.ts';
import { requireWholeWithin, requireWithin, type Range } from '../base/ranges.ts';
import type { RoundSettings } from '../model/settings.ts';

/** Refuses settings that no round could be played with. The shape is the protocol's to check. */
export function checkSettings(settings: RoundSettings): void {
  const whole = (name: string, value: number, range: Range) =>
    requireWholeWithin('settings-invalid', name, value, range);
  const check = (name: string, value: number, range: Range) => requireWithin('settings-invalid', name, value, range);
  const { profile, workMs } = settings;
  const [shortest, longest] = settings.travelMs;
  whole('roundMs', settings.roundMs, sessionLimits.roundMs);
  for (const name of ['predictMs', 'orderEveryMs', 'freshMs', 'overdueMs', 'maxConsumers'] as const) {
    whole(name, settings[name], settingLimits[name]);
  }
  whole('travelMs', shortest, settingLimits.travelMs);
  whole('travelMs', longest, [shortest, settingLimits.travelMs[1]]);
  const [quickest, slowest] = settings.paceMs;
  whole('paceMs', quickest, settingLimits.paceMs);
  whole('paceMs', slowest, [quickest, settingLimits.paceMs[1]]);
  for (const name of ['check', 'charge', 'record', 'commit'] as const) whole(name, workMs[name], settingLimits.workMs);
  check('poisonRate', settings.poisonRate, settingLimits.poisonRate);
  for (const name of ['visibilityMs', 'dedupWindowMs', 'brokerDedupWindowMs'] as const) {
    whole(name, profile[name], settingLimits.windowMs);
  }
  for (const name of ['deliveryLimit', 'prefetch', 'partitions'] as const) {
    whole(name, profile[name], settingLimits[name]);
  }
  check('spontaneousDuplicateRate', profile.spontaneousDuplicateRate, settingLimits.spontaneousDuplicateRate);
}
