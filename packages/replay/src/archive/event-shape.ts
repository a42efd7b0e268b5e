import { contracts, faultNames, faultTraits, languages, legs, levels, links, sessionLimits } from '@ack-attack/engine';

/** Whether a value is what is needed in its place. */
type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

/** Bounds on what a file may hold, far above what a session writes, so that no file takes a reader's device away. */
const most = { text: 20_000, list: 2_000, seats: 40, time: 1e12 } as const;

const text: Check = (value) => typeof value === 'string' && value.length <= most.text;
const number: Check = (value) => typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
const time: Check = (value) => typeof value === 'number' && value >= 0 && value <= most.time;
const flag: Check = (value) => typeof value === 'boolean';
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (of: Check, length: number = most.list): Check =>
  (value) =>
    Array.isArray(value) && value.length <= length && value.every(of);
const record =
  (of: Check): Check =>
  (value) =>
    isObject(value) && Object.keys(value).length <= most.list && Object.values(value).every(of);
const shape =
  (fields: Fields): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const within =
  (low: number, high: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= low && (value as number) <= high;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const role = oneOf('producer', 'broker', 'consumer');
const leg = oneOf(...legs);
const texts = shape(Object.fromEntries(languages.map((language) => [language, maybe(text)])));
const content = shape({ customer: time, value: number });
const span = list(time, 2);
const settings = shape({
  contract: oneOf(...contracts),
  level: oneOf(...levels),
  roundMs: time,
  predictMs: maybe(time),
  orderEveryMs: maybe(time),
  freshMs: maybe(time),
  travelMs: maybe(span),
  overdueMs: maybe(time),
  paceMs: maybe(span),
  maxConsumers: maybe(number),
  poisonRate: maybe(number),
  system: maybe(text),
  autopilot: maybe(flag),
  liveTally: maybe(flag),
  workMs: maybe(record(time)),
  offered: maybe(list(text)),
  profile: maybe(
    shape({
      partitions: maybe(within(0, sessionLimits.partitions)),
      visibilityMs: maybe(time),
      dedupWindowMs: maybe(time),
      brokerDedupWindowMs: maybe(time),
      deliveryLimit: maybe(time),
      prefetch: maybe(time),
      spontaneousDuplicateRate: maybe(number),
    }),
  ),
});
const faultKind = either(
  ...faultNames.map((kind) => {
    const { on, delays } = faultTraits(kind);
    const places: Record<typeof on, Fields> = {
      leg: { leg },
      link: { link: oneOf(...links) },
      machine: { seat: text },
    };
    return shape({ kind: oneOf(kind), ...places[on], ...(delays && { delayMs: time }) });
  }),
);
const faultOrder = either(faultKind, shape({ kind: oneOf('crash'), role }));
const faultSpan = either(shape({ next: time }), shape({ forMs: time, rate: maybe(number) }));
const plan = shape({
  id: text,
  name: text,
  teaches: text,
  steps: list(
    shape({
      atMs: time,
      lane: either(oneOf('all'), number),
      deed: either(
        shape({ type: oneOf('injectFault'), what: faultOrder, span: faultSpan }),
        shape({ type: oneOf('healFaults', 'forgetIds') }),
        shape({ type: oneOf('placeOrder'), content: maybe(content) }),
      ),
    }),
    sessionLimits.planSteps,
  ),
});
const homework = shape({ title: text, rounds: time, attempts: time, sameOrders: flag, plan: maybe(plan) });
const solo = shape({ role, rounds: time, plan: maybe(plan), homework: maybe(shape({ session: text, attempt: time })) });
const ofLoad = { order: text, message: text };
const load = either(
  shape({ leg: oneOf('publish'), ...ofLoad }),
  shape({ leg: oneOf('confirm'), ...ofLoad, copy: text }),
  shape({ leg: oneOf('deliver'), ...ofLoad, copy: text, tag: text, delivery: text }),
  shape({ leg: oneOf('ack'), ...ofLoad, verb: oneOf('ack', 'nack'), copy: text, tag: text, delivery: text }),
);
const packet = shape({
  id: text,
  from: text,
  to: text,
  sentAt: time,
  arrivesAt: time,
  dropsAt: maybe(time),
  faults: list(text),
  twinOf: maybe(text),
  load,
});
const policy = either(
  shape({ role: oneOf('producer'), retries: time, retryAfterMs: time, backoff: number, jitter: number }),
  shape({ role: oneOf('broker'), visibilityMs: time, prefetch: time, deliveryLimit: time }),
  shape({ role: oneOf('consumer'), logWindowMs: time }),
);
const question = shape({
  id: text,
  kind: text,
  fact: texts,
  prompt: texts,
  explanation: texts,
  trace: maybe(text),
  options: list(shape({ id: text, text: texts, misconception: maybe(text) })),
  right: maybe(text),
  rightOrder: maybe(list(text)),
  before: maybe(list(shape({ first: text, then: text }))),
  slips: maybe(list(shape({ first: text, then: text, misconception: text }))),
});
const answer = shape({
  choice: maybe(text),
  order: maybe(list(text)),
  confidence: maybe(oneOf('guess', 'think', 'sure')),
});
const figure = either(
  shape({ kind: oneOf('trace'), trace: text }),
  shape({ kind: oneOf('generals'), messengers: within(0, 1_000) }),
  shape({ kind: oneOf('contracts', 'steps') }),
);
const lanePlan = shape({
  id: text,
  nextOrderAt: maybe(time),
  seats: list(shape({ id: text, role, player: maybe(text) }), most.seats),
});

/** What the events need that are not understood without it; no reader looks at the rest of an event. */
const needs = new Map<string, Fields>(
  Object.entries<Fields>({
    sessionOpened: {
      session: text,
      roomCode: text,
      hostTokenHash: text,
      stageTokenHash: text,
      seed: number,
      createdAt: number,
      settings,
      rules: maybe(shape({})),
      solo: maybe(solo),
      homework: maybe(homework),
    },
    commandAccepted: { by: text, seq: number, id: text, device: maybe(text) },
    roundConfigured: { settings },
    roomLocked: { locked: flag },
    playerJoined: { player: text, name: text, tokenHash: text },
    playerRenamed: { player: text, name: text },
    playerRemoved: { player: text },
    playerUnbanned: { player: text },
    extraTimeGiven: { player: text, factor: number },
    roomConfigured: { rules: shape({}) },
    laneRenamed: { lane: text, name: text },
    seatsAssigned: { seats: list(shape({ player: text, seat: text })) },
    playerSeated: { player: text, lane: text, seat: text, role: maybe(role) },
    playerConnected: { player: text, via: maybe(text) },
    playerDisconnected: { player: text },
    hostConnected: { via: maybe(text) },
    seatCovered: { player: text },
    roundStarted: { round: time, settings, lanes: list(lanePlan, sessionLimits.lanesByHand) },
    roundPaused: { cause: maybe(text) },
    roundResumed: { cause: maybe(text) },
    roundExtended: { byMs: time },
    clockHeld: { forMs: time },
    planStarted: { plan },
    planStepped: { step: time },
    momentShown: { moment: maybe(shape({ lane: text, order: text, version: time })) },
    predictionMade: { player: text, prediction: shape({ lost: number, duplicates: number }) },
    attemptOpened: { player: text, session: text },
    questionsAsked: { quiz: number, purpose: oneOf('question', 'ticket'), questions: list(question) },
    questionAnswered: { player: text, question: text, answer },
    recallAnswered: { player: text, question, answer },
    cardShown: { card: shape({ id: text, title: texts, body: texts, figure: maybe(figure), answer: maybe(texts) }) },
    orderPlaced: { lane: text, order: text, producer: text, content, nextOrderAt: maybe(time) },
    orderGivenUp: { lane: text, seat: text, order: text },
    packetSent: { lane: text, packet },
    packetArrived: { lane: text, packet: text, copy: maybe(text) },
    packetDropped: { lane: text, packet: text, reason: text },
    copyStored: { lane: text, seat: text, copy: text },
    copyDeduplicated: { lane: text, seat: text, copy: text },
    tagReleased: { lane: text, seat: text, tag: text },
    tagExpired: { lane: text, tag: text },
    channelClosed: { lane: text, consumer: text },
    copyDeadLettered: { lane: text, copy: text },
    partitionsAssigned: { lane: text, owners: list(text, sessionLimits.partitions) },
    copyParked: { lane: text, seat: text, copy: text },
    copyDiscarded: { lane: text, seat: text, copy: text },
    logChecked: { lane: text, seat: text, delivery: text, says: oneOf('seen', 'new') },
    cardCharged: { lane: text, seat: text, delivery: text, effect: maybe(text) },
    idRecorded: { lane: text, seat: text, delivery: text },
    workCommitted: { lane: text, seat: text, delivery: text, outcome: oneOf('done', 'skipped'), effect: maybe(text) },
    workFailed: { lane: text, seat: text, delivery: text },
    policySet: { lane: text, seat: text, policy },
    deliveryDismissed: { lane: text, seat: text, delivery: text },
    faultInjected: {
      lane: text,
      fault: shape({ id: text, what: faultKind, span: faultSpan, left: maybe(time), until: maybe(time) }),
    },
    faultEnded: { lane: text, fault: text },
    machineCrashed: { lane: text, seat: text, fault: text },
    machineRestarted: { lane: text, seat: text, fault: text },
    idForgotten: { lane: text, message: text, from: maybe(text) },
  }),
);

/** The fields of an event that are not what is needed there; none in an event of a type that is not known here. */
export function wrongFields(event: Readonly<Record<string, unknown>>): readonly string[] {
  const fields = needs.get(String(event['type'])) ?? {};
  return Object.entries(fields).flatMap(([name, check]) => (check(event[name]) ? [] : [name]));
}

/** Whether an event's time is one that a session can have. */
export function isTime(at: unknown): at is number {
  return time(at);
}
