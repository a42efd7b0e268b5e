import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Card, ClaimId, GameEvent, HostCommand, PlayerCommand, Question } from '@ack-attack/engine';
import { formatArchive } from '@ack-attack/replay';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { RecordedSession, troubledSession } from '../../packages/replay/test/recorded-session.ts';
import { sha256 } from '../../packages/replay/test/sha256.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/archive.schema.json'), 'utf8')) as Record<
  string,
  unknown
>;
const validate = new Ajv2020({ allErrors: false }).compile(schema);
const golden = join(import.meta.dirname, '../golden');
const isLine = (value: unknown) => validate(value);

interface EventSchema {
  properties: { type: { const: string } };
}

/** The compiler keeps it complete. */
const everyType: Record<GameEvent['type'], true> = {
  sessionOpened: true,
  commandAccepted: true,
  roundConfigured: true,
  roomLocked: true,
  playerJoined: true,
  playerRenamed: true,
  playerRemoved: true,
  playerUnbanned: true,
  seatClaimed: true,
  seatClaimRefused: true,
  seatHandedOver: true,
  extraTimeGiven: true,
  roomConfigured: true,
  laneRenamed: true,
  seatsAssigned: true,
  playerSeated: true,
  playerConnected: true,
  playerDisconnected: true,
  hostConnected: true,
  hostDisconnected: true,
  seatCovered: true,
  roundStarted: true,
  roundPaused: true,
  roundResumed: true,
  roundExtended: true,
  clockHeld: true,
  planStarted: true,
  planStepped: true,
  planStopped: true,
  momentShown: true,
  bellRang: true,
  predictionMade: true,
  truthRevealed: true,
  roundClosed: true,
  questionsAsked: true,
  questionAnswered: true,
  questionsClosed: true,
  questionsPutAway: true,
  recallAnswered: true,
  cardShown: true,
  cardHidden: true,
  attemptOpened: true,
  sessionFinished: true,
  orderPlaced: true,
  orderGivenUp: true,
  packetSent: true,
  packetArrived: true,
  packetDropped: true,
  copyStored: true,
  copyDeduplicated: true,
  tagReleased: true,
  tagExpired: true,
  channelClosed: true,
  copyDeadLettered: true,
  partitionsAssigned: true,
  copyParked: true,
  copyDiscarded: true,
  logChecked: true,
  cardCharged: true,
  idRecorded: true,
  workCommitted: true,
  workFailed: true,
  policySet: true,
  deliveryDismissed: true,
  faultInjected: true,
  faultEnded: true,
  machineCrashed: true,
  machineRestarted: true,
  idForgotten: true,
};
const quizTypes = Object.keys(everyType).filter((type) => /^(?:question|recall|card(?:Shown|Hidden))/.test(type));

const text = { en: 'Text', ru: 'Текст' };
const options = ['a', 'b'].map((id) => ({ id, text }));
const choice: Question = { id: 'q1', kind: 'choose', fact: text, prompt: text, options, right: 'a', explanation: text };
const order: Question = {
  id: 'q2',
  kind: 'order',
  level: 'junior',
  fact: text,
  prompt: text,
  options,
  rightOrder: ['a', 'b'],
  slips: [{ first: 'b', then: 'a', misconception: 'ack-first' }],
  explanation: text,
};
const card: Card = { id: 'c1', title: text, body: text, figure: { kind: 'generals', messengers: 2 } };

/** Numbers of the lines that the schema does not know, with the first reason. */
function wrongLines(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line, index) => (isLine(JSON.parse(line)) ? [] : [`${index + 1}: ${line.slice(0, 120)}`]));
}

describe('the schema of archives', () => {
  test('knows every line of an archive that is written now', () => {
    expect(wrongLines(formatArchive(troubledSession().events, sha256))).toEqual([]);
  });

  test('knows every line of a session in which seats were asked for, and no secret is in it', () => {
    const session = new RecordedSession({}, 7);
    const player = session.join('ana');
    for (const [seq, grant] of [false, true].entries()) {
      const claim = `claim-${seq}` as ClaimId;
      session.server({ type: 'claimSeat', player, claim, tokenHash: `hash-of-${seq}` });
      session.submit({ by: 'host', seq: seq + 1, id: `settle-${seq}`, command: { type: 'settleClaim', claim, grant } });
      session.wait(40_000);
    }
    const text = formatArchive(session.events, sha256);
    expect(session.events.map(({ type }) => type)).toContain('seatHandedOver');
    expect(wrongLines(text)).toEqual([]);
    expect(text).not.toContain('hash-of-');
  });

  test('knows every line of a session with questions and cards', () => {
    const session = new RecordedSession({}, 7);
    const player = session.join('ana');
    let seq = 0;
    const host = (command: HostCommand) => session.submit({ by: 'host', seq: ++seq, id: `h-${seq}`, command });
    const answers = (command: PlayerCommand) =>
      session.submit({ by: 'player', player, seq: ++seq, id: `p-${seq}`, command });
    host({ type: 'showCard', card });
    host({ type: 'hideCard' });
    host({ type: 'askQuestions', purpose: 'ticket', questions: [choice, order], answerMs: 60_000 });
    answers({ type: 'answerQuestion', quiz: 1, question: 'q1', answer: { choice: 'a', confidence: 'sure' } });
    host({ type: 'closeQuestions' });
    answers({ type: 'answerRecall', question: order, answer: { order: ['b', 'a'] } });
    host({ type: 'putQuestionsAway' });
    const types = new Set(session.events.map(({ type }) => type));
    for (const type of quizTypes) expect(types, type).toContain(type);
    expect(wrongLines(formatArchive(session.events, sha256))).toEqual([]);
  });

  test('knows every line of homework and of an attempt at it', () => {
    const homework = new RecordedSession({}, 7, {
      homework: { title: 'Lost', rounds: 1, attempts: 2, sameOrders: true, closesAt: 1_800_000_000_000 },
    });
    const player = homework.join('ana');
    homework.server({ type: 'openAttempt', player, session: 'attempt', number: 1 });
    const attempt = new RecordedSession({}, 7, {
      solo: { role: 'broker', rounds: 1, homework: { session: 'homework', title: 'Lost', attempt: 1 } },
    });
    attempt.join('ana');
    attempt.submit({ by: 'player', player, seq: 1, id: 'start-1', command: { type: 'leadRound', step: 'start' } });
    for (const connected of [false, true]) attempt.server({ type: 'setPlayerConnected', player, connected });
    for (const { events } of [homework, attempt]) expect(wrongLines(formatArchive(events, sha256))).toEqual([]);
    expect(attempt.events.flatMap((event) => ('cause' in event ? [event.cause] : []))).toEqual([
      'student-away',
      'student-back',
    ]);
  });

  test.each(readdirSync(golden).filter((name) => name.endsWith('.jsonl')))('knows every line of %s', (name) => {
    expect(wrongLines(readFileSync(join(golden, name), 'utf8'))).toEqual([]);
  });

  test('has a place for every type of event that the engine can write, and for no other', () => {
    const { event } = schema['$defs'] as { event: { properties: { type: { enum: string[] } }; oneOf: EventSchema[] } };
    const written = Object.keys(everyType).sort();
    expect([...event.properties.type.enum].sort()).toEqual(written);
    expect(event.oneOf.map(({ properties }) => properties.type.const).sort()).toEqual(written);
  });

  test.each<[string, unknown]>([
    ['an event without time', { type: 'bellRang' }],
    ['an event without its lane', { type: 'copyStored', at: 1, seat: 'L1.B1', copy: 'k1' }],
    ['an event of no type', { type: 'moonRose', at: 1 }],
    ['a header without its hash', { format: 'ack-attack-log', version: 2, session: 'x', events: 1 }],
    ['a header of a later version', { format: 'ack-attack-log', version: 3, session: 'x', events: 1, sha256: 'x' }],
    ['a packet that goes nowhere', { type: 'packetSent', at: 1, lane: 'L1', packet: { id: 'p1' } }],
  ])('refuses %s', (_, line) => expect(isLine(line)).toBe(false));
});
