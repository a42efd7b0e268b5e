import { plainSettings, type Action, type HostCommand, type RoundSettings } from '@ack-attack/engine';
import { describe, expect, it } from 'vitest';
import { wireLimits } from '../src/index.ts';
import {
  helloMessage,
  hostCommandMessage,
  joinMessage,
  openSessionRequest,
  playerCommandMessage,
  syncMessage,
} from '../src/schema.ts';

const envelope = { seq: 1, id: 'command-1' };
const token = 'x'.repeat(wireLimits.tokenLength[0]);
const settings: RoundSettings = { ...plainSettings, travelMs: [1, 2], offered: ['commit'] };

/** One of each; the compiler sees that none is missing. */
const actions: { [Do in Action['do']]: object } = {
  publish: { order: 'o1', message: 'm1' },
  giveUp: { order: 'o1' },
  store: { copy: 'k1' },
  confirm: { copy: 'k1' },
  deliver: { copy: 'k1', to: 'L1.C1' },
  requeue: { tag: 't1' },
  park: { copy: 'k1' },
  discard: { copy: 'k1' },
  check: { delivery: 'd1' },
  charge: { delivery: 'd1' },
  record: { delivery: 'd1' },
  commit: { delivery: 'd1' },
  ack: { delivery: 'd1' },
  nack: { delivery: 'd1' },
  dismiss: { delivery: 'd1' },
};

const hostCommands: { [Type in HostCommand['type']]: object } = {
  configureRound: { settings },
  lockRoom: { locked: true },
  renamePlayer: { player: 'p1', name: 'Ana' },
  removePlayer: { player: 'p1', ban: true },
  unbanPlayer: { player: 'p1' },
  giveExtraTime: { player: 'p1', factor: 1.25 },
  settleClaim: { claim: 'c1', grant: true },
  configureRoom: { rules: { naming: 'generated', language: 'ru', seating: 'by-hand' } },
  renameLane: { lane: 'L1', name: 'Night owls' },
  seatPlayer: { player: 'p1', seat: 'L1.B1' },
  startRound: { shape: { producers: 1, consumers: 2, lanes: 4 } },
  pauseRound: {},
  resumeRound: {},
  extendRound: { byMs: 60_000 },
  ringBell: {},
  revealTruth: {},
  closeRound: {},
  finishSession: {},
  injectFault: { lane: 'all', what: { kind: 'drop', leg: 'ack' }, span: { next: 3 } },
  healFaults: { lane: 'L1' },
  dropPacket: { lane: 'L1', packet: 'p1' },
  placeOrder: { lane: 'L1', content: { customer: 1, value: 50 } },
  forgetId: { lane: 'L1', message: 'm1' },
  startPlan: {
    plan: {
      id: 'p',
      name: 'P',
      teaches: '',
      steps: [{ atMs: 0, lane: 1, deed: { type: 'placeOrder', poison: true } }],
    },
  },
  stopPlan: {},
  showMoment: { moment: { lane: 'L1', order: 'o1', version: 7 } },
  askQuestions: {
    purpose: 'ticket',
    questions: [
      {
        id: 'q1',
        kind: 'choose',
        fact: { en: 'f' },
        prompt: { en: 'Which?', ru: 'Что?' },
        options: [
          { id: 'a', text: { en: 'A' } },
          { id: 'b', text: { en: 'B' }, misconception: '1' },
        ],
        right: 'a',
        explanation: { en: 'Because.' },
      },
    ],
  },
  closeQuestions: {},
  putQuestionsAway: {},
  showCard: { card: { id: 'c', title: { en: 'T' }, body: { ru: 'Т' }, figure: { kind: 'generals', messengers: 2 } } },
  hideCard: {},
};

describe('messages of clients', () => {
  it.each(Object.entries(actions))('may be the action %s, whole and with nothing else', (name, rest) => {
    const message = { ...envelope, command: { type: 'act', action: { do: name, ...rest } } };
    expect(playerCommandMessage.parse(message)).toEqual(message);
    expect(hostCommandMessage.safeParse(message).success).toBe(false);
    const more = { ...envelope, command: { type: 'act', action: { do: name, ...rest, seat: 'L2.B1' } } };
    expect(playerCommandMessage.safeParse(more).success).toBe(false);
    expect(playerCommandMessage.safeParse({ ...message, command: { type: 'act', action: { do: name } } }).success).toBe(
      false,
    );
  });

  it.each(Object.entries(hostCommands))('may be the host command %s, but not from a player', (type, rest) => {
    const message = { ...envelope, command: { type, ...rest } };
    expect(hostCommandMessage.parse(message)).toEqual(message);
    expect(playerCommandMessage.safeParse(message).success).toBe(false);
  });

  it('has numbers, names and secrets of a bounded size', () => {
    const hello = { protocol: 1, as: 'phone', session: 's', token };
    expect(helloMessage.safeParse(hello).success).toBe(true);
    expect(helloMessage.safeParse({ ...hello, token: token.slice(1) }).success).toBe(false);
    expect(helloMessage.safeParse({ ...hello, as: 'bank' }).success).toBe(false);
    const join = { protocol: 1, room: 'ACDEFG', name: 'Ana', token };
    expect(joinMessage.safeParse(join).success).toBe(true);
    expect(joinMessage.safeParse({ ...join, name: 'x'.repeat(201) }).success).toBe(false);
    expect(syncMessage.safeParse({ version: 0, sentAt: 1.5 }).success).toBe(true);
    expect(syncMessage.safeParse({ version: 0, sentAt: Number.NaN }).success).toBe(false);
    const predict = (lost: number) => ({ ...envelope, command: { type: 'predict', lost, duplicates: 0 } });
    expect(playerCommandMessage.safeParse(predict(3)).success).toBe(true);
    expect(playerCommandMessage.safeParse(predict(0.5)).success).toBe(false);
    expect(playerCommandMessage.safeParse({ ...predict(3), seq: 0 }).success).toBe(false);
    expect(playerCommandMessage.safeParse({ ...predict(3), id: 'short' }).success).toBe(false);
  });

  it('opens a session only with whole settings', () => {
    expect(openSessionRequest.parse({ settings })).toEqual({ settings });
    const { contract: _contract, ...rest } = settings;
    expect(openSessionRequest.safeParse({ settings: rest }).success).toBe(false);
    expect(openSessionRequest.safeParse({ settings, admin: true }).success).toBe(false);
  });
});
