import type { Trace, TraceStep } from '@ack-attack/lesson/trace';
import { z } from 'zod';

/** The shape of a vector file; the engine's SPEC.md says what each step means. */
const name = z.string().min(1).max(100);
const net = z.enum(['ok', 'drop', 'duplicate']).optional();

const step: z.ZodType<TraceStep> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('order'), order: name }),
  z.strictObject({ do: z.literal('publish'), order: name, msg: name, copy: name, net }),
  z.strictObject({ do: z.literal('store'), copy: name }),
  z.strictObject({ do: z.literal('confirm'), copy: name, net }),
  z.strictObject({ do: z.literal('giveUp'), order: name }),
  z.strictObject({ do: z.literal('deliver'), copy: name, to: name, delivery: name, net }),
  z.strictObject({ do: z.literal('requeue'), delivery: name }),
  z.strictObject({ do: z.literal('check'), delivery: name, says: z.enum(['seen', 'new']).optional() }),
  z.strictObject({ do: z.literal('charge'), delivery: name }),
  z.strictObject({ do: z.literal('record'), delivery: name }),
  z.strictObject({ do: z.literal('commit'), delivery: name }),
  z.strictObject({ do: z.literal('ack'), delivery: name, net }),
  z.strictObject({ do: z.literal('nack'), delivery: name, net }),
  z.strictObject({ do: z.literal('park'), copy: name }),
  z.strictObject({ do: z.literal('discard'), copy: name }),
  z.strictObject({ do: z.literal('crash'), node: name }),
  z.strictObject({ do: z.literal('forget'), msg: name }),
]);

const profile = z
  .strictObject({
    ackMode: z.enum(['manual', 'auto']),
    brokerDedup: z.boolean(),
    staleAck: z.enum(['ignored', 'accepted']),
    bankKeys: z.boolean(),
    dedupLog: z.enum(['durable', 'volatile']),
  })
  .partial();

const vectorSchema: z.ZodType<Trace> = z.object({
  name: z.string(),
  profile: profile.optional(),
  steps: z.array(step).max(10_000),
  expect: z.record(z.string(), z.unknown()).optional(),
});

export const vectorFile = z.array(vectorSchema);

export type { Trace as Vector, TraceStep as Step } from '@ack-attack/lesson/trace';
