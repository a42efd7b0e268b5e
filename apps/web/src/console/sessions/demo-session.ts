import type { HostCommand } from '@ack-attack/engine';
import { faultPlan, planScripts, settingsFor } from '@ack-attack/lesson';
import type { OpenSessionRequest } from '@ack-attack/protocol';
import type { TextKey } from '../../shared/i18n/keys.ts';
import { language } from '../../shared/i18n/texts.svelte.ts';
import { t } from '../base/text.ts';

/** What breaks in it: confirms are lost, so that bots send again and the class sees duplicates without loss. */
const demoPlan = 'lost-confirms';

/** A session in which bots have every seat, for a teacher without a class at hand. */
export function demoRequest(): OpenSessionRequest {
  const settings = { ...settingsFor('at-least-once', 'junior'), roundMs: 180_000, liveTally: true };
  return { settings, rules: { naming: 'generated', language: language(), seating: 'rotate' } };
}

/** What sets it going: a round of four lanes with a fault plan. */
export function demoCommands(): readonly HostCommand[] {
  const script = planScripts.find(({ id }) => id === demoPlan);
  const start: HostCommand = { type: 'startRound', shape: { producers: 2, consumers: 1, lanes: 4 } };
  if (!script) return [start];
  return [start, { type: 'startPlan', plan: faultPlan(script, (key) => t(key as TextKey<'plans'>)) }];
}
