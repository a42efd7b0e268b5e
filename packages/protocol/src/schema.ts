import {
  cardLimits,
  confidences,
  contracts,
  crashRoles,
  customers,
  extraTimeFactors,
  faultNames,
  faultTraits,
  homeworkLimits,
  languages,
  largestValue,
  legs,
  levels,
  links,
  namings,
  optionalActions,
  policyLimits,
  questionKinds,
  questionLimits,
  quizPurposes,
  seatings,
  sessionLimits,
  soloSteps,
  systems,
  type Card,
  type CopyId,
  type DeliveryId,
  type DeliveryTag,
  type FaultPlan,
  type FaultSpec,
  type HostCommand,
  type LaneId,
  type MessageId,
  type OrderId,
  type PacketId,
  type PlayerCommand,
  type Policy,
  type ClaimId,
  type PlayerId,
  type Question,
  type QuestionAnswer,
  type RoomRules,
  type RoundSettings,
  type SeatId,
  type Texts,
} from '@ack-attack/engine';
import type {
  BeginAttemptRequest,
  ChooseAddressRequest,
  OpenSessionRequest,
  OpenSoloRequest,
  SetHomeworkRequest,
} from './http.ts';
import { wireLimits } from './limits.ts';
import type { Hello, Join, Sync } from './messages.ts';
import { z } from './zod.ts';

// The content security policy of the pages forbids `eval`, and reports even the attempt that zod makes to find out.
if ('location' in globalThis) z.config({ jitless: true });

/*
 * Runtime shapes of all that comes from outside. They check shape and size; what a command may do is the
 * engine's to say.
 */

function id<T extends string>(): z.ZodType<T> {
  return z.string().min(1).max(wireLimits.idLength) as unknown as z.ZodType<T>;
}

const count = z.number().int().min(0).max(1_000_000_000);
const ms = z.number().int().min(0).max(86_400_000);
const rate = z.number().min(0).max(1);
const token = z.string().min(wireLimits.tokenLength[0]).max(wireLimits.tokenLength[1]);
const name = z.string().max(200);

const order = { order: id<OrderId>() };
const copy = { copy: id<CopyId>() };
const delivery = { delivery: id<DeliveryId>() };

const action = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('publish'), ...order, message: id<MessageId>().optional() }),
  z.strictObject({ do: z.literal('giveUp'), ...order }),
  z.strictObject({ do: z.literal('store'), ...copy }),
  z.strictObject({ do: z.literal('confirm'), ...copy }),
  z.strictObject({ do: z.literal('deliver'), ...copy, to: id<SeatId>() }),
  z.strictObject({ do: z.literal('requeue'), tag: id<DeliveryTag>() }),
  z.strictObject({ do: z.literal('park'), ...copy }),
  z.strictObject({ do: z.literal('discard'), ...copy }),
  z.strictObject({ do: z.literal('check'), ...delivery }),
  z.strictObject({ do: z.literal('charge'), ...delivery }),
  z.strictObject({ do: z.literal('record'), ...delivery }),
  z.strictObject({ do: z.literal('commit'), ...delivery }),
  z.strictObject({ do: z.literal('ack'), ...delivery }),
  z.strictObject({ do: z.literal('nack'), ...delivery }),
  z.strictObject({ do: z.literal('dismiss'), ...delivery }),
]);

export const settingsSchema: z.ZodType<RoundSettings> = z.strictObject({
  contract: z.enum(contracts),
  level: z.enum(levels),
  roundMs: ms,
  predictMs: ms,
  orderEveryMs: ms,
  freshMs: ms,
  travelMs: z.tuple([ms, ms]),
  overdueMs: ms,
  maxConsumers: count,
  system: z.enum(systems),
  autopilot: z.boolean(),
  paceMs: z.tuple([ms, ms]),
  workMs: z.strictObject({ check: ms, charge: ms, record: ms, commit: ms }),
  poisonRate: rate,
  profile: z.strictObject({
    ackMode: z.enum(['manual', 'auto']),
    brokerDedup: z.boolean(),
    staleAck: z.enum(['ignored', 'accepted']),
    bankKeys: z.boolean(),
    dedupLog: z.enum(['durable', 'volatile']),
    visibilityMs: ms,
    dedupWindowMs: ms,
    brokerDedupWindowMs: ms,
    deliveryLimit: count,
    expiryCounts: z.boolean().optional(),
    tagOutlastsVisibility: z.boolean().optional(),
    prefetch: count,
    requeueOnCrash: z.boolean(),
    doubleAck: z.enum(['ignored', 'closes-channel']),
    partitions: count,
    ackScope: z.enum(['one', 'cumulative']),
    spontaneousDuplicateRate: rate,
  }),
  offered: z.array(z.enum(optionalActions)).max(optionalActions.length),
  liveTally: z.boolean(),
  // A console sends back the settings of the round before; the round that starts gets its own.
  scoringVersion: count.optional(),
});

const leg = z.enum(legs);
const places = {
  leg: [{ leg }],
  link: [{ link: z.enum(links) }],
  machine: [{ role: z.enum(crashRoles) }, { seat: id<SeatId>() }],
} as const;
const faultOrder = z.union(
  faultNames.flatMap((kind) => {
    const { on, delays } = faultTraits(kind);
    return places[on].map((place) =>
      z.strictObject({ kind: z.literal(kind), ...place, ...(delays && { delayMs: ms }) }),
    );
  }),
) as unknown as z.ZodType<FaultSpec>;
const faultSpan = z.union([
  z.strictObject({ next: count }),
  z.strictObject({ rate: z.number().min(0).max(1), forMs: ms }),
  z.strictObject({ forMs: ms }),
]);
const laneOrAll = z.union([z.literal('all'), id<LaneId>()]);
const content = z.strictObject({
  customer: z
    .number()
    .int()
    .min(0)
    .max(customers - 1),
  value: z.number().int().min(0).max(largestValue),
});

const planDeed = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('injectFault'), what: faultOrder, span: faultSpan }),
  z.strictObject({ type: z.literal('healFaults') }),
  z.strictObject({
    type: z.literal('placeOrder'),
    content: content.optional(),
    poison: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('forgetIds') }),
]);

/** A fault plan, as a teacher may import it; the engine checks its numbers. */
export const faultPlanSchema: z.ZodType<FaultPlan> = z.strictObject({
  id: z.string().min(1).max(wireLimits.idLength),
  name: z.string().min(1).max(sessionLimits.planName),
  teaches: z.string().max(sessionLimits.planTeaches),
  contract: z.enum(contracts).optional(),
  level: z.enum(levels).optional(),
  steps: z
    .array(z.strictObject({ atMs: ms, lane: z.union([z.literal('all'), count.min(1)]), deed: planDeed }))
    .min(1)
    .max(sessionLimits.planSteps),
});

export const policySchema: z.ZodType<Policy> = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('producer'),
    waitForConfirm: z.boolean(),
    retries: count.max(policyLimits.retries[1]),
    retryAfterMs: ms,
    backoff: z.number().min(policyLimits.backoff[0]).max(policyLimits.backoff[1]),
    jitter: rate,
    retryId: z.enum(['same', 'fresh']),
  }),
  z.strictObject({
    role: z.literal('broker'),
    store: z.boolean(),
    confirm: z.enum(['before-store', 'after-store', 'never']),
    ackMode: z.enum(['manual', 'auto']),
    visibilityMs: ms,
    prefetch: count,
    deliveryLimit: count,
  }),
  z.strictObject({
    role: z.literal('consumer'),
    ack: z.enum(['before', 'after']),
    work: z.enum(['charge', 'check-charge-record', 'check-record-charge', 'commit']),
    log: z.enum(['durable', 'volatile']),
    logWindowMs: ms,
    idempotencyKey: z.boolean(),
  }),
]);

const words = z.string().min(1).max(questionLimits.textLength);
export const texts: z.ZodType<Texts> = z.strictObject(
  Object.fromEntries(languages.map((language) => [language, words.optional()])),
);
const traceName = z.string().min(1).max(80);
const shortId = z.string().min(1).max(questionLimits.idLength);

/** A question, as a teacher may import it; the engine checks that its parts belong together. */
export const questionSchema: z.ZodType<Question> = z.strictObject({
  id: shortId,
  kind: z.enum(questionKinds),
  level: z.enum(levels).optional(),
  fact: texts,
  prompt: texts,
  trace: traceName.optional(),
  options: z
    .array(z.strictObject({ id: shortId, text: texts, misconception: shortId.optional() }))
    .min(questionLimits.options[0])
    .max(questionLimits.options[1]),
  right: shortId.optional(),
  rightOrder: z.array(shortId).max(questionLimits.options[1]).optional(),
  before: z
    .array(z.strictObject({ first: shortId, then: shortId }))
    .min(1)
    .max(questionLimits.pairs)
    .optional(),
  slips: z
    .array(z.strictObject({ first: shortId, then: shortId, misconception: shortId }))
    .max(questionLimits.slips)
    .optional(),
  explanation: texts,
});

/** A theory card, as a teacher may import it. */
export const cardSchema: z.ZodType<Card> = z.strictObject({
  id: shortId,
  title: texts,
  body: texts,
  figure: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('trace'), trace: traceName }),
      z.strictObject({ kind: z.literal('contracts') }),
      z.strictObject({ kind: z.literal('steps') }),
      z.strictObject({ kind: z.literal('generals'), messengers: count.max(cardLimits.messengers) }),
    ])
    .optional(),
  answer: texts.optional(),
});

const questionAnswer: z.ZodType<QuestionAnswer> = z.strictObject({
  choice: shortId.optional(),
  order: z.array(shortId).max(questionLimits.options[1]).optional(),
  confidence: z.enum(confidences).optional(),
});

const roomRules: z.ZodType<RoomRules> = z.strictObject({
  naming: z.enum(namings),
  language: z.enum(languages),
  seating: z.enum(seatings),
});

const hostCommand: z.ZodType<HostCommand> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('configureRound'), settings: settingsSchema }),
  z.strictObject({ type: z.literal('lockRoom'), locked: z.boolean() }),
  z.strictObject({ type: z.literal('renamePlayer'), player: id<PlayerId>(), name }),
  z.strictObject({ type: z.literal('removePlayer'), player: id<PlayerId>(), ban: z.literal(true).optional() }),
  z.strictObject({ type: z.literal('unbanPlayer'), player: id<PlayerId>() }),
  z.strictObject({ type: z.literal('settleClaim'), claim: id<ClaimId>(), grant: z.boolean() }),
  z.strictObject({
    type: z.literal('giveExtraTime'),
    player: id<PlayerId>(),
    factor: z.union(extraTimeFactors.map((factor) => z.literal(factor))),
  }),
  z.strictObject({ type: z.literal('configureRoom'), rules: roomRules }),
  z.strictObject({ type: z.literal('renameLane'), lane: id<LaneId>(), name }),
  z.strictObject({ type: z.literal('seatPlayer'), player: id<PlayerId>(), seat: id<SeatId>() }),
  z.strictObject({
    type: z.literal('startRound'),
    shape: z.strictObject({ producers: count, consumers: count, lanes: count.optional() }).optional(),
  }),
  z.strictObject({ type: z.literal('pauseRound') }),
  z.strictObject({ type: z.literal('resumeRound') }),
  z.strictObject({ type: z.literal('extendRound'), byMs: ms }),
  z.strictObject({ type: z.literal('ringBell') }),
  z.strictObject({ type: z.literal('revealTruth') }),
  z.strictObject({ type: z.literal('closeRound') }),
  z.strictObject({ type: z.literal('finishSession') }),
  z.strictObject({ type: z.literal('injectFault'), lane: laneOrAll, what: faultOrder, span: faultSpan }),
  z.strictObject({ type: z.literal('healFaults'), lane: laneOrAll }),
  z.strictObject({ type: z.literal('dropPacket'), lane: id<LaneId>(), packet: id<PacketId>() }),
  z.strictObject({
    type: z.literal('placeOrder'),
    lane: id<LaneId>(),
    content: content.optional(),
    poison: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('startPlan'), plan: faultPlanSchema }),
  z.strictObject({ type: z.literal('stopPlan') }),
  z.strictObject({
    type: z.literal('showMoment'),
    moment: z.strictObject({ lane: id<LaneId>(), order: id<OrderId>(), version: z.int().min(1) }).optional(),
  }),
  z.strictObject({
    type: z.literal('askQuestions'),
    purpose: z.enum(quizPurposes),
    questions: z.array(questionSchema).max(questionLimits.questions),
    answerMs: ms.optional(),
  }),
  z.strictObject({ type: z.literal('closeQuestions') }),
  z.strictObject({ type: z.literal('putQuestionsAway') }),
  z.strictObject({ type: z.literal('showCard'), card: cardSchema }),
  z.strictObject({ type: z.literal('hideCard') }),
  z.strictObject({ type: z.literal('forgetId'), lane: id<LaneId>(), message: id<MessageId>() }),
]);

const playerCommand: z.ZodType<PlayerCommand> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('act'), action }),
  z.strictObject({ type: z.literal('setPolicy'), policy: policySchema }),
  z.strictObject({ type: z.literal('leadRound'), step: z.enum(soloSteps) }),
  z.strictObject({ type: z.literal('predict'), lost: count, duplicates: count }),
  z.strictObject({ type: z.literal('answerQuestion'), quiz: count, question: shortId, answer: questionAnswer }),
  z.strictObject({ type: z.literal('answerRecall'), question: questionSchema, answer: questionAnswer }),
]);

const envelope = { seq: count.min(1), id: z.string().min(8).max(wireLimits.idLength) };

export const hostCommandMessage = z.strictObject({ ...envelope, command: hostCommand });
export const playerCommandMessage = z.strictObject({ ...envelope, command: playerCommand });
export const joinMessage: z.ZodType<Join> = z.strictObject({
  protocol: count,
  room: z.string().max(40),
  name,
  token,
  claim: z.literal(true).optional(),
});
export const helloMessage: z.ZodType<Hello> = z.strictObject({
  protocol: count,
  as: z.enum(['phone', 'stage', 'console']),
  session: z.string().min(1).max(wireLimits.idLength),
  token,
  device: z.string().min(8).max(wireLimits.idLength).optional(),
});
export const syncMessage: z.ZodType<Sync> = z.strictObject({ version: count, sentAt: z.number().finite() });
export const openSessionRequest: z.ZodType<OpenSessionRequest> = z.strictObject({
  settings: settingsSchema,
  rules: roomRules.optional(),
  passcode: z.string().max(200).optional(),
});

/** Scheme, host and perhaps a port: nothing that a link to the room could not follow. */
const origin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i);

export const chooseAddressRequest: z.ZodType<ChooseAddressRequest> = z.strictObject({ url: origin.nullable() });

const role = z.enum(['producer', 'broker', 'consumer']);

export const openSoloRequest: z.ZodType<OpenSoloRequest> = z.strictObject({
  settings: settingsSchema,
  role,
  plan: faultPlanSchema.optional(),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  language: z.enum(languages),
  token,
  passcode: z.string().max(200).optional(),
});
export const setHomeworkRequest: z.ZodType<SetHomeworkRequest> = z.strictObject({
  settings: settingsSchema,
  terms: z.strictObject({
    // What of it is seen is the engine's to say.
    title: z.string().max(2 * homeworkLimits.titleLength),
    role: role.optional(),
    rounds: count,
    plan: faultPlanSchema.optional(),
    attempts: count,
    sameOrders: z.boolean(),
    closesAt: z.int().min(0).optional(),
  }),
  passcode: z.string().max(200).optional(),
});
export const beginAttemptRequest: z.ZodType<BeginAttemptRequest> = z.strictObject({
  token,
  name,
  role: role.optional(),
});
