import type { Profile, RoundSettings } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { craftMarks, markRules, type CraftMark, type MarkRule } from '../src/index.ts';
import { handedOver, inStore, LaneScript } from './lane-script.ts';

const overdue = 6_000;

function staffed(changes: Partial<RoundSettings> = {}, profile: Partial<Profile> = {}, consumers = 1): LaneScript {
  return new LaneScript({ overdueMs: overdue, ...changes }, profile, consumers).staff();
}

const amo = { contract: 'at-most-once' } as const;
const alo = { contract: 'at-least-once' } as const;
const twoConsumers = () => staffed({}, {}, 2);

/** By the rules that knew no slips: the scripts tap as fast as no finger does. */
function marksOf(script: LaneScript, rule: MarkRule): readonly CraftMark[] {
  const log = script.log.map((event) =>
    event.type === 'roundStarted' ? { ...event, settings: { ...event.settings, scoringVersion: 2 } } : event,
  );
  return craftMarks(log).filter((mark) => mark.rule === rule);
}

/** Orders o1, o2 … with the same content, each handed over as d1, d2 …. */
function alike(script: LaneScript): LaneScript {
  const ana = { customer: 1, value: 50 };
  for (const n of [1, 2]) {
    script.order(ana).publish(`o${n}`).settle().store(`k${n}`).confirm(`k${n}`).settle().deliver(`k${n}`).settle();
  }
  return script;
}

/** A delivery that was done and whose ack was lost, sent again as d2. */
function ackLost(script: LaneScript): LaneScript {
  handedOver(script, 1).consume('commit', 'd1').next('drop', 'ack').consume('ack', 'd1').wait(overdue);
  return script.requeue('t1').deliver('k1').settle();
}

function backAndForth(script: LaneScript, times: number): LaneScript {
  inStore(script, 1);
  for (let n = 1; n <= times; n++) script.deliver('k1').settle().consume('nack', `d${n}`).settle();
  return script;
}

interface Case {
  rule: MarkRule;
  spec: number;
  shows: () => LaneScript;
  /** Of the mark, or of all of them. */
  by: string;
  names: Record<string, string>;
  not: Record<string, () => LaneScript>;
}

const unconfirmed = (s: LaneScript) => s.order().publish('o1').wait(overdue);
const forgotten = (s: LaneScript) =>
  handedOver(s, 1)
    .consume('commit', 'd1')
    .next('drop', 'ack')
    .consume('ack', 'd1')
    .wait(overdue)
    .requeue('t1')
    .forget('m1')
    .deliver('k1')
    .settle();

const cases: readonly Case[] = [
  {
    rule: 'fresh-id-resend',
    spec: 1,
    shows: () => unconfirmed(staffed()).publish('o1'),
    by: 'P1',
    names: { order: 'o1', message: 'm2' },
    not: {
      'the same ID': () => unconfirmed(staffed()).publish('o1', 'm1'),
      'the first sending of another order': () => unconfirmed(staffed()).order().publish('o2'),
      'after the confirm': () => inStore(staffed(), 1).publish('o1'),
      'the ID of another order': () => unconfirmed(staffed()).order().publish('o2').publish('o2', 'm1'),
    },
  },
  {
    rule: 'same-id-resend',
    spec: 2,
    shows: () => unconfirmed(staffed()).publish('o1', 'm1'),
    by: 'P1',
    names: { order: 'o1', message: 'm1' },
    not: {
      'before the confirm is overdue': () =>
        staffed()
          .order()
          .publish('o1')
          .wait(overdue - 1)
          .publish('o1', 'm1'),
      'after the confirm': () => inStore(staffed(), 1).wait(overdue).publish('o1', 'm1'),
      'at-most-once': () => unconfirmed(staffed(amo)).publish('o1', 'm1'),
    },
  },
  {
    rule: 'ack-before-charge',
    spec: 3,
    shows: () => handedOver(staffed(), 1).consume('ack', 'd1').consume('charge', 'd1'),
    by: 'C1',
    names: { order: 'o1', delivery: 'd1', copy: 'k1' },
    not: {
      'at-most-once': () => handedOver(staffed(amo), 1).consume('ack', 'd1').consume('charge', 'd1'),
      'auto acks, which have gone before': () =>
        handedOver(staffed({}, { ackMode: 'auto' }), 1)
          .consume('ack', 'd1')
          .consume('charge', 'd1'),
      'after the charge': () => handedOver(staffed(), 1).consume('charge', 'd1').consume('ack', 'd1'),
      'after the log said seen': () => ackLost(staffed()).consume('check', 'd2').consume('ack', 'd2'),
      'its own charge in another delivery': () => ackLost(staffed()).consume('ack', 'd2'),
      'a nack': () => handedOver(staffed(), 1).consume('nack', 'd1'),
    },
  },
  {
    rule: 'charge-before-ack',
    spec: 4,
    shows: () => handedOver(staffed(alo), 1).consume('charge', 'd1').consume('ack', 'd1'),
    by: 'C1',
    names: { order: 'o1', delivery: 'd1' },
    not: {
      'ack first': () => handedOver(staffed(alo), 1).consume('ack', 'd1').consume('charge', 'd1').consume('ack', 'd1'),
      'no ack': () => handedOver(staffed(alo), 1).consume('charge', 'd1'),
    },
  },
  {
    rule: 'record-before-charge',
    spec: 5,
    shows: () => handedOver(staffed(), 1).consume('check', 'd1').consume('record', 'd1').consume('charge', 'd1'),
    by: 'C1',
    names: { message: 'm1', delivery: 'd1' },
    not: {
      'after the charge': () => handedOver(staffed(), 1).consume('charge', 'd1').consume('record', 'd1'),
      'what the log had': () => ackLost(staffed()).consume('check', 'd2').consume('record', 'd2'),
      'what it charged in another delivery': () => ackLost(staffed()).consume('record', 'd2'),
      'at-most-once': () => handedOver(staffed(amo), 1).consume('record', 'd1').consume('charge', 'd1'),
    },
  },
  {
    rule: 'recorded-never-charged',
    spec: 6,
    shows: () => handedOver(staffed(), 1).consume('record', 'd1').crash('consumer').bell(),
    by: 'C1',
    names: { message: 'm1', delivery: 'd1' },
    not: {
      'charged in time': () => handedOver(staffed(), 1).consume('record', 'd1').consume('charge', 'd1').bell(),
      'charged by another delivery': () =>
        handedOver(staffed(), 1)
          .consume('record', 'd1')
          .crash('consumer')
          .requeue('t1')
          .deliver('k1')
          .settle()
          .consume('charge', 'd2')
          .bell(),
      'the bell has not rung': () => handedOver(staffed(), 1).consume('record', 'd1').crash('consumer'),
      'only checked': () => handedOver(staffed(), 1).consume('check', 'd1').crash('consumer').bell(),
    },
  },
  {
    rule: 'charge-before-record',
    spec: 7,
    shows: () => handedOver(staffed(), 1).consume('charge', 'd1').consume('record', 'd1'),
    by: 'C1',
    names: { delivery: 'd1' },
    not: { 'recorded first': () => handedOver(staffed(), 1).consume('record', 'd1').consume('charge', 'd1') },
  },
  {
    rule: 'committed-as-one',
    spec: 9,
    shows: () => handedOver(staffed(), 1).consume('commit', 'd1'),
    by: 'C1',
    names: { delivery: 'd1' },
    not: {
      'charge and record one after the other': () =>
        handedOver(staffed(), 1).consume('charge', 'd1').consume('record', 'd1'),
      'a contract that may repeat': () => handedOver(staffed(alo), 1).consume('commit', 'd1'),
    },
  },
  {
    rule: 'unchecked-behind-broker-dedup',
    spec: 10,
    shows: () => handedOver(staffed({}, { brokerDedup: true }), 1).consume('charge', 'd1'),
    by: 'C1',
    names: { delivery: 'd1' },
    not: {
      'a broker that does not dedup': () => handedOver(staffed(), 1).consume('charge', 'd1'),
      'checked first': () =>
        handedOver(staffed({}, { brokerDedup: true }), 1)
          .consume('check', 'd1')
          .consume('charge', 'd1'),
      'a contract that may repeat': () => handedOver(staffed(alo, { brokerDedup: true }), 1).consume('charge', 'd1'),
      'a bank that knows the key': () =>
        handedOver(staffed({}, { brokerDedup: true, bankKeys: true }), 1).consume('charge', 'd1'),
      'one commit': () => handedOver(staffed({}, { brokerDedup: true }), 1).consume('commit', 'd1'),
    },
  },
  {
    rule: 'checked-behind-broker-dedup',
    spec: 11,
    shows: () =>
      handedOver(staffed({}, { brokerDedup: true }), 1)
        .consume('check', 'd1')
        .consume('charge', 'd1'),
    by: 'C1',
    names: { delivery: 'd1' },
    not: {
      'checked after': () =>
        handedOver(staffed({}, { brokerDedup: true }), 1)
          .consume('charge', 'd1')
          .consume('check', 'd1'),
    },
  },
  {
    rule: 'unflagged-unchecked',
    spec: 12,
    shows: () => handedOver(staffed(), 1).consume('charge', 'd1'),
    by: 'C1',
    names: { delivery: 'd1' },
    not: {
      'flagged as sent before': () =>
        inStore(staffed(), 1)
          .next('drop', 'deliver')
          .deliver('k1')
          .wait(overdue)
          .requeue('t1')
          .deliver('k1')
          .settle()
          .consume('charge', 'd2'),
      'checked first': () => handedOver(staffed(), 1).consume('check', 'd1').consume('charge', 'd1'),
      'at-most-once': () => handedOver(staffed(amo), 1).consume('charge', 'd1'),
      'a bank that knows the key': () => handedOver(staffed({}, { bankKeys: true }), 1).consume('charge', 'd1'),
    },
  },
  {
    rule: 'unflagged-checked',
    spec: 13,
    shows: () => handedOver(staffed(), 1).consume('check', 'd1').consume('charge', 'd1'),
    by: 'C1',
    names: { delivery: 'd1' },
    not: {
      'checked after': () => handedOver(staffed(), 1).consume('charge', 'd1').consume('check', 'd1'),
      'charged though the log said seen': () => ackLost(staffed()).consume('check', 'd2').consume('charge', 'd2'),
    },
  },
  {
    rule: 'forgotten-too-early',
    spec: 14,
    shows: () => forgotten(staffed()).consume('check', 'd2').consume('charge', 'd2'),
    by: 'C1',
    names: { delivery: 'd2', message: 'm1' },
    not: {
      'forgotten, and not charged again': () => forgotten(staffed()).consume('check', 'd2').consume('ack', 'd2'),
      'the log was not asked': () => forgotten(staffed()).consume('charge', 'd2'),
      'forgotten after the check': () => ackLost(staffed()).consume('check', 'd2').forget('m1').consume('charge', 'd2'),
      'what was forgotten had not been charged': () => handedOver(staffed(), 1).forget('m1').consume('commit', 'd1'),
      'a bank that knows the key': () => forgotten(staffed({}, { bankKeys: true })).consume('commit', 'd2'),
    },
  },
  {
    rule: 'hasty-requeue',
    spec: 15,
    shows: () => handedOver(staffed(), 1).requeue('t1').deliver('k1').consume('charge', 'd1'),
    by: 'B1',
    names: { copy: 'k1', delivery: 'd1' },
    not: {
      'half the time has passed': () =>
        handedOver(staffed(), 1)
          .wait(overdue / 2)
          .requeue('t1')
          .deliver('k1')
          .consume('charge', 'd1'),
      'the first consumer does nothing more': () =>
        handedOver(staffed(), 1).requeue('t1').deliver('k1').settle().consume('charge', 'd2'),
      'not sent again': () => handedOver(staffed(), 1).requeue('t1').consume('charge', 'd1'),
      'charged before the requeue': () =>
        handedOver(staffed(), 1).consume('charge', 'd1').requeue('t1').deliver('k1').settle(),
      'a copy that came back by nack': () =>
        handedOver(staffed(), 1).consume('nack', 'd1').settle().deliver('k1').consume('charge', 'd1'),
    },
  },
  {
    rule: 'patient-requeue',
    spec: 16,
    shows: () => inStore(staffed(), 1).next('drop', 'deliver').deliver('k1').wait(overdue).requeue('t1'),
    by: 'B1',
    names: { copy: 'k1' },
    not: {
      'too early by a moment': () =>
        inStore(staffed(), 1)
          .next('drop', 'deliver')
          .deliver('k1')
          .wait(overdue - 1)
          .requeue('t1'),
      'a tag that is no longer the copy’s': () =>
        handedOver(staffed(), 1).consume('commit', 'd1').consume('ack', 'd1').wait(overdue).requeue('t1'),
      'at-most-once': () => handedOver(staffed(amo), 1).wait(overdue).requeue('t1'),
    },
  },
  {
    rule: 'duplicate-not-acked',
    spec: 17,
    shows: () =>
      ackLost(staffed()).consume('check', 'd2').consume('dismiss', 'd2').wait(overdue).requeue('t2').deliver('k1'),
    by: 'C1',
    names: { delivery: 'd2' },
    not: {
      'it has not come back yet': () =>
        ackLost(staffed()).consume('check', 'd2').consume('dismiss', 'd2').wait(overdue),
      'acked, and the ack was lost': () =>
        ackLost(staffed())
          .consume('check', 'd2')
          .next('drop', 'ack')
          .consume('ack', 'd2')
          .consume('dismiss', 'd2')
          .wait(overdue)
          .requeue('t2')
          .deliver('k1'),
      'still in hand, requeued at once': () => ackLost(staffed()).consume('check', 'd2').requeue('t2').deliver('k1'),
      'not known to be a duplicate': () =>
        ackLost(staffed()).consume('dismiss', 'd2').wait(overdue).requeue('t2').deliver('k1'),
      'lost in a crash': () =>
        ackLost(staffed()).consume('check', 'd2').crash('consumer').wait(overdue).requeue('t2').deliver('k1'),
    },
  },
  {
    rule: 'duplicate-acked',
    spec: 18,
    shows: () => ackLost(staffed()).consume('commit', 'd2').consume('ack', 'd2'),
    by: 'C1',
    names: { delivery: 'd2' },
    not: {
      'a nack': () => ackLost(staffed()).consume('commit', 'd2').consume('nack', 'd2'),
      'not a duplicate': () => handedOver(staffed(), 1).consume('commit', 'd1').consume('ack', 'd1'),
      'seen only by its own record': () =>
        handedOver(staffed(), 1).consume('record', 'd1').consume('check', 'd1').consume('ack', 'd1'),
    },
  },
  {
    rule: 'poison-redelivered',
    spec: 19,
    shows: () => backAndForth(staffed(), 3).deliver('k1'),
    by: 'B1',
    names: { copy: 'k1' },
    not: {
      'after two returns': () => backAndForth(staffed(), 2).deliver('k1'),
      'parked instead': () => backAndForth(staffed(), 3).park('k1'),
      'a level that cannot park': () => backAndForth(staffed({ offered: ['nack'] }), 3).deliver('k1'),
    },
  },
  {
    rule: 'poison-nacked',
    spec: 20,
    shows: () => backAndForth(staffed(), 3),
    by: 'C1',
    names: { delivery: 'd3' },
    not: {
      'nacked twice': () => backAndForth(staffed(), 2),
      'a level that cannot park': () => backAndForth(staffed({ offered: ['nack'] }), 3),
    },
  },
  {
    rule: 'poison-parked',
    spec: 21,
    shows: () => backAndForth(staffed(), 2).park('k1'),
    by: 'B1',
    names: { copy: 'k1' },
    not: { 'came back once': () => backAndForth(staffed(), 1).park('k1') },
  },
  {
    rule: 'same-content-dropped',
    spec: 22,
    shows: () => alike(staffed()).consume('commit', 'd1').consume('ack', 'd2').consume('dismiss', 'd2'),
    by: 'C1',
    names: { order: 'o2', delivery: 'd2' },
    not: {
      'charged after all': () =>
        alike(staffed()).consume('commit', 'd1').consume('ack', 'd2').consume('charge', 'd2').consume('dismiss', 'd2'),
      'other content': () =>
        handedOver(handedOver(staffed(), 1), 2).consume('commit', 'd1').consume('ack', 'd2').consume('dismiss', 'd2'),
      'the first of the two not charged': () => alike(staffed()).consume('ack', 'd2').consume('dismiss', 'd2'),
      'the same order under a fresh ID': () =>
        handedOver(staffed(), 1)
          .consume('commit', 'd1')
          .publish('o1')
          .settle()
          .store('k2')
          .deliver('k2')
          .settle()
          .consume('ack', 'd2')
          .consume('dismiss', 'd2'),
      'sent back': () => alike(staffed()).consume('commit', 'd1').consume('nack', 'd2').consume('dismiss', 'd2'),
      'still in hand at the bell': () => alike(staffed()).consume('commit', 'd1').bell(),
    },
  },
  {
    rule: 'same-content-charged',
    spec: 23,
    shows: () => alike(staffed()).consume('commit', 'd1').consume('commit', 'd2'),
    by: 'C1',
    names: { order: 'o2', delivery: 'd2' },
    not: {
      'other content': () => handedOver(handedOver(staffed(), 1), 2).consume('commit', 'd1').consume('commit', 'd2'),
      'the log skipped it': () => ackLost(staffed()).consume('commit', 'd2'),
    },
  },
  {
    rule: 'confirm-before-store',
    spec: 24,
    shows: () => staffed().order().publish('o1').settle().confirm('k1'),
    by: 'B1',
    names: { copy: 'k1', order: 'o1' },
    not: {
      'stored first': () => inStore(staffed(), 1),
      'another copy of the message is stored': () =>
        staffed().order().publish('o1').publish('o1', 'm1').settle().store('k1').confirm('k2'),
      'at-most-once': () => staffed(amo).order().publish('o1').settle().confirm('k1'),
    },
  },
  {
    rule: 'store-before-confirm',
    spec: 25,
    shows: () => inStore(staffed(), 1),
    by: 'B1',
    names: { copy: 'k1', order: 'o1' },
    not: {
      'confirmed first, then stored': () => staffed().order().publish('o1').settle().confirm('k1').store('k1'),
      'no confirm': () => staffed().order().publish('o1').settle().store('k1'),
    },
  },
];

describe.each(cases)('MRK-$spec $rule', ({ rule, shows, by, names, not }) => {
  test('shows', () => {
    const script = shows();
    const marks = marksOf(script, rule);
    expect(marks).toHaveLength(1);
    const [mark] = marks;
    expect(mark).toMatchObject({ ...names, ...markRules[rule], player: by, seat: `L1.${by}`, lane: 'L1', round: 1 });
    expect(script.log[mark!.version - 1]!.at).toBe(mark!.at);
  });

  test.each(Object.entries(not))('does not show: %s', (_, story) => expect(marksOf(story(), rule)).toEqual([]));
});

describe('MRK-8 both-checked-both-charged', () => {
  const bothHaveIt = (script: LaneScript) =>
    inStore(script, 1).deliver('k1', 'L1.C1').settle().requeue('t1').deliver('k1', 'L1.C2').settle();
  const race = (script: LaneScript) =>
    bothHaveIt(script).consume('check', 'd1').consume('check', 'd2').consume('charge', 'd1').consume('charge', 'd2');

  test('is a mark for both', () => {
    const marks = marksOf(race(twoConsumers()), 'both-checked-both-charged');
    expect(marks.map(({ player, delivery }) => [player, delivery])).toEqual([
      ['C1', 'd1'],
      ['C2', 'd2'],
    ]);
  });

  const not: Record<string, () => LaneScript> = {
    'one checks after the other’s charge, which was not recorded': () =>
      bothHaveIt(twoConsumers())
        .consume('check', 'd1')
        .consume('charge', 'd1')
        .consume('check', 'd2')
        .consume('charge', 'd2'),
    'one does not check': () =>
      bothHaveIt(twoConsumers()).consume('check', 'd1').consume('charge', 'd1').consume('charge', 'd2'),
    'one lets it be': () =>
      bothHaveIt(twoConsumers()).consume('check', 'd1').consume('check', 'd2').consume('charge', 'd1'),
    'no commit on offer': () => race(staffed({ offered: [] }, {}, 2)),
    'a contract that may repeat': () => race(staffed(alo, {}, 2)),
    'a bank that knows the key': () => race(staffed({}, { bankKeys: true }, 2)),
  };
  test.each(Object.entries(not))('does not show: %s', (_, story) =>
    expect(marksOf(story(), 'both-checked-both-charged')).toEqual([]),
  );
});

test('every rule has a story', () => {
  expect([...cases.map(({ rule }) => rule), 'both-checked-both-charged'].sort()).toEqual(Object.keys(markRules).sort());
});

describe('other ways to show the same', () => {
  test('MRK-3 an order that reads like an earlier one, acked first and then charged', () => {
    const script = alike(staffed()).consume('commit', 'd1').consume('ack', 'd2');
    expect(marksOf(script, 'ack-before-charge')).toEqual([]);
    script.consume('commit', 'd2');
    expect(marksOf(script, 'ack-before-charge')).toMatchObject([{ delivery: 'd2', player: 'C1' }]);
    expect(marksOf(script.consume('dismiss', 'd2'), 'same-content-dropped')).toEqual([]);
  });

  test('MRK-15 charged before the broker sends it again', () => {
    const script = handedOver(staffed(), 1).requeue('t1').consume('charge', 'd1').deliver('k1');
    expect(marksOf(script, 'hasty-requeue')).toMatchObject([{ player: 'B1', copy: 'k1' }]);
    const requeue = script.log.findIndex(({ type }) => type === 'tagReleased');
    expect(marksOf(script, 'hasty-requeue')[0]!.version).toBe(requeue + 1);
  });

  test.each(['nack', 'nothing'])('MRK-17 a duplicate met with %s', (what) => {
    const script = ackLost(staffed()).consume('check', 'd2');
    if (what === 'nack') script.consume('nack', 'd2').settle();
    else script.wait(overdue).requeue('t2');
    expect(marksOf(script.deliver('k1'), 'duplicate-not-acked')).toMatchObject([{ player: 'C1', delivery: 'd2' }]);
  });

  test('MRK-22 dismissed without an ack, or acked and left lying until the bell', () => {
    const begun = () => alike(staffed()).consume('commit', 'd1');
    const dismissed = begun().consume('dismiss', 'd2');
    const left = begun().consume('ack', 'd2').bell();
    for (const script of [dismissed, left]) {
      expect(marksOf(script, 'same-content-dropped')).toMatchObject([{ order: 'o2' }]);
      expect(marksOf(script, 'ack-before-charge')).toEqual([]);
    }
  });

  test('MRK-6 is dated where the hand was lost', () => {
    const script = handedOver(staffed(), 1).consume('record', 'd1').wait(500).bell();
    const bell = script.log.findIndex(({ type }) => type === 'bellRang');
    expect(marksOf(script, 'recorded-never-charged')).toMatchObject([{ player: 'C1', version: bell + 1 }]);
  });
});

describe('whose mark it is', () => {
  test('MRK-26 a bot’s step is no player’s mark', () => {
    const everything = (script: LaneScript) => handedOver(script, 1).consume('ack', 'd1').consume('charge', 'd1');
    expect(craftMarks(everything(staffed()).log)).not.toEqual([]);
    expect(craftMarks(everything(new LaneScript({ overdueMs: overdue })).log)).toEqual([]);
  });

  test('MRK-26 a seat that a bot covers for its player', () => {
    const script = handedOver(staffed(), 1).away('C1').consume('ack', 'd1');
    expect(craftMarks(script.log).map(({ player }) => player)).toEqual(['B1']);
  });

  test('MRK-26 a mark is its player’s though a bot has the seat when it shows', () => {
    const script = handedOver(staffed(), 1).consume('record', 'd1').crash('consumer').away('C1').bell();
    expect(marksOf(script, 'recorded-never-charged')).toMatchObject([{ player: 'C1' }]);
  });

  test('MRK-27 marks come in the order of the log, with the round', () => {
    const script = handedOver(staffed(), 1).consume('record', 'd1').crash('consumer').bell();
    const versions = craftMarks(script.log).map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    script.host({ type: 'revealTruth' }).host({ type: 'closeRound' }).host({ type: 'startRound' });
    script.order().publish('o1').wait(overdue).publish('o1');
    expect(marksOf(script, 'fresh-id-resend')).toMatchObject([{ round: 2, order: 'o1' }]);
  });
});
