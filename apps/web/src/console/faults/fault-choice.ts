import {
  faultNames,
  faultTraits,
  legs,
  type CrashRole,
  type FaultName,
  type FaultSpan,
  type FaultSpec,
  type Leg,
  type Link,
  type SpanKind,
} from '@ack-attack/engine';
import type { LevelPlan } from '@ack-attack/lesson';
import type { TextKey } from '../../shared/i18n/keys.ts';

/** What the teacher has set in the fault panel; what a kind doesn't need is kept for the next one. */
export interface FaultChoice {
  kind: FaultName;
  leg: Leg;
  link: Link;
  role: CrashRole;
  mode: SpanKind;
  next: number;
  percent: number;
  seconds: number;
  delaySeconds: number;
}

export const firstFault: FaultChoice = {
  kind: 'drop',
  leg: 'publish',
  link: 'producer-broker',
  role: 'broker',
  mode: 'next',
  next: 3,
  percent: 30,
  seconds: 10,
  delaySeconds: 5,
};

/** A choice that the level offers and that its kind can have. */
export function fitting(choice: FaultChoice, plan: Pick<LevelPlan, 'faults' | 'legs'>): FaultChoice {
  const kind = plan.faults.includes(choice.kind) ? choice.kind : (plan.faults[0] ?? faultNames[0]!);
  const modes = faultTraits(kind).spans;
  return {
    ...choice,
    kind,
    leg: plan.legs.includes(choice.leg) ? choice.leg : (plan.legs[0] ?? legs[0]),
    mode: modes.includes(choice.mode) ? choice.mode : (modes[0] ?? 'time'),
  };
}

export function faultOf({ kind, leg, link, role, delaySeconds }: FaultChoice): FaultSpec {
  const { on, delays } = faultTraits(kind);
  const place = { leg: { leg }, link: { link }, machine: { role } }[on];
  // The traits say what the kind takes, and the types can't follow them.
  return { kind, ...place, ...(delays && { delayMs: Math.round(delaySeconds * 1000) }) } as FaultSpec;
}

export function spanOf({ mode, next, percent, seconds }: FaultChoice): FaultSpan {
  const forMs = Math.round(seconds * 1000);
  if (mode === 'next') return { next };
  return mode === 'rate' ? { rate: percent / 100, forMs } : { forMs };
}

/** A ready-made fault. `text` is its sentence on the button. */
export interface FaultPreset {
  text: TextKey<'console'>;
  what: FaultSpec;
  span: FaultSpan;
}

const presets: readonly FaultPreset[] = [
  { text: 'console.preset.drop-publish', what: { kind: 'drop', leg: 'publish' }, span: { next: 3 } },
  { text: 'console.preset.drop-deliver', what: { kind: 'drop', leg: 'deliver' }, span: { next: 3 } },
  { text: 'console.preset.dice-publish', what: { kind: 'drop', leg: 'publish' }, span: { rate: 0.5, forMs: 15_000 } },
  { text: 'console.preset.lose-confirms', what: { kind: 'drop', leg: 'confirm' }, span: { forMs: 10_000 } },
  { text: 'console.preset.lose-acks', what: { kind: 'drop', leg: 'ack' }, span: { forMs: 10_000 } },
  {
    text: 'console.preset.slow-confirms',
    what: { kind: 'delay', leg: 'confirm', delayMs: 8_000 },
    span: { forMs: 15_000 },
  },
  { text: 'console.preset.duplicate-deliver', what: { kind: 'duplicate', leg: 'deliver' }, span: { next: 3 } },
  {
    text: 'console.preset.cut-consumer',
    what: { kind: 'partition', link: 'broker-consumer' },
    span: { forMs: 10_000 },
  },
  { text: 'console.preset.crash-broker', what: { kind: 'crash', role: 'broker' }, span: { forMs: 8_000 } },
  { text: 'console.preset.crash-consumer', what: { kind: 'crash', role: 'consumer' }, span: { forMs: 8_000 } },
];

/** The ready-made faults that a level has. */
export function presetsOf(plan: LevelPlan): readonly FaultPreset[] {
  return presets.filter(
    ({ what }) => plan.faults.includes(what.kind) && (!('leg' in what) || plan.legs.includes(what.leg)),
  );
}
