import type { Profile } from '@ack-attack/engine';

/** What becomes of the packet that a step sends; ok where it is absent. */
export type Net = 'ok' | 'drop' | 'duplicate';

/** One step of a trace. Names are the trace's own; the engine's SPEC.md says what each step means. */
export type TraceStep =
  | { do: 'order'; order: string }
  | { do: 'publish'; order: string; msg: string; copy: string; net?: Net | undefined }
  | { do: 'store'; copy: string }
  | { do: 'confirm'; copy: string; net?: Net | undefined }
  | { do: 'giveUp'; order: string }
  | { do: 'deliver'; copy: string; to: string; delivery: string; net?: Net | undefined }
  | { do: 'requeue'; delivery: string }
  | { do: 'check'; delivery: string; says?: 'seen' | 'new' | undefined }
  | { do: 'charge'; delivery: string }
  | { do: 'record'; delivery: string }
  | { do: 'commit'; delivery: string }
  | { do: 'ack'; delivery: string; net?: Net | undefined }
  | { do: 'nack'; delivery: string; net?: Net | undefined }
  | { do: 'park'; copy: string }
  | { do: 'discard'; copy: string }
  | { do: 'crash'; node: string }
  | { do: 'forget'; msg: string };

/** What a trace may set of its machines. */
type TraceProfile = Pick<Profile, 'ackMode' | 'brokerDedup' | 'staleAck' | 'bankKeys' | 'dedupLog'>;

/** The story of one lane, step by step. */
export interface Trace {
  name: string;
  profile?: { [Key in keyof TraceProfile]?: TraceProfile[Key] | undefined } | undefined;
  steps: readonly TraceStep[];
  /** The tally it must end in. */
  expect?: Readonly<Record<string, unknown>> | undefined;
}
