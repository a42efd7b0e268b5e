import { describe, expect, test } from 'vitest';
import { tallyAtBell, tallyLive, verdictOf, type Tally } from '../src/index.ts';
import { LaneScript, handedOver, inStore } from './lane-script.ts';

type Numbers = Omit<Tally, 'verdict'>;

/** Only what is not zero. */
function counted({ verdict: _verdict, ...numbers }: Tally): Partial<Numbers> {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== 0));
}

const sent = { published: 1, stored: 1, sent: 1, delivered: 1 };

describe('counts', () => {
  test('SCO-1 one order on the straight way', () => {
    const script = handedOver(new LaneScript(), 1).consume('commit', 'd1').consume('ack', 'd1').settle();
    expect(counted(tallyAtBell(script.lane))).toEqual({ ...sent, effects: 1 });
  });

  test('SCO-1 a network duplicate is a second arrival but no second step', () => {
    const script = inStore(new LaneScript(), 1).next('duplicate', 'deliver').deliver('k1').settle();
    script.consume('charge', 'd1').consume('charge', 'd1~2');
    expect(counted(tallyAtBell(script.lane))).toEqual({ ...sent, delivered: 2, effects: 2, duplicates: 1 });
  });

  test('SCO-1 duplicates are summed over the orders', () => {
    const script = handedOver(handedOver(new LaneScript(), 1), 2);
    for (let times = 0; times < 3; times++) script.consume('charge', 'd1').consume('charge', 'd2');
    expect(tallyAtBell(script.lane)).toMatchObject({ effects: 6, duplicates: 4 });
  });

  test('SCO-1 a copy that the broker deduplicates was not stored', () => {
    const script = inStore(new LaneScript({}, { brokerDedup: true }), 1)
      .publish('o1', 'm1')
      .settle()
      .store('k2');
    expect(counted(tallyAtBell(script.lane))).toEqual({ published: 2, stored: 1, pending: 1 });
  });
});

/** Stories of one order without an effect, with its fate at the bell and live. */
const fates: [
  string,
  (script: LaneScript) => LaneScript,
  'pending' | 'parked' | 'lost',
  'pending' | 'parked' | 'lost',
][] = [
  ['never sent', (s) => s.order(), 'pending', 'pending'],
  ['never sent and given up', (s) => s.order().giveUp('o1'), 'lost', 'lost'],
  [
    'dropped, its producer waiting',
    (s) => s.order().next('drop', 'publish').publish('o1').settle(),
    'pending',
    'pending',
  ],
  ['given up while in the air', (s) => s.order().publish('o1').giveUp('o1'), 'lost', 'pending'],
  [
    'given up while in the air to be dropped',
    (s) => s.order().next('drop', 'publish').publish('o1').giveUp('o1'),
    'lost',
    'pending',
  ],
  [
    'given up and dropped',
    (s) => s.order().next('drop', 'publish').publish('o1').giveUp('o1').settle(),
    'lost',
    'lost',
  ],
  ['given up, in the inbox', (s) => s.order().publish('o1').settle().giveUp('o1'), 'lost', 'pending'],
  ['given up, in the store', (s) => s.order().publish('o1').settle().store('k1').giveUp('o1'), 'pending', 'pending'],
  ['confirmed, in the inbox', (s) => s.order().publish('o1').settle().confirm('k1').settle(), 'lost', 'pending'],
  [
    'confirmed, in the inbox, and the broker crashed',
    (s) => s.order().publish('o1').settle().confirm('k1').settle().crash('broker'),
    'lost',
    'lost',
  ],
  ['confirmed, in the store', (s) => inStore(s, 1), 'pending', 'pending'],
  ['confirmed, in the store, and the broker crashed', (s) => inStore(s, 1).crash('broker'), 'pending', 'pending'],
  ['out of the store to a consumer', (s) => handedOver(s, 1), 'pending', 'pending'],
  ['acked without a charge', (s) => handedOver(s, 1).consume('ack', 'd1').settle(), 'lost', 'pending'],
  [
    'acked without a charge and dismissed',
    (s) => handedOver(s, 1).consume('ack', 'd1').settle().consume('dismiss', 'd1'),
    'lost',
    'lost',
  ],
  [
    'acked without a charge, and the consumer crashed',
    (s) => handedOver(s, 1).consume('ack', 'd1').settle().crash('consumer'),
    'lost',
    'lost',
  ],
  ['parked', (s) => inStore(s, 1).park('k1'), 'parked', 'parked'],
  [
    'parked, its producer waiting',
    (s) => s.order().publish('o1').settle().store('k1').park('k1'),
    'pending',
    'pending',
  ],
  ['parked, and in a hand', (s) => handedOver(s, 1).park('k1'), 'parked', 'pending'],
  [
    'parked, and in the store again',
    (s) => inStore(s, 1).park('k1').publish('o1', 'm1').settle().store('k2'),
    'pending',
    'pending',
  ],
];

describe('an order without an effect', () => {
  for (const [name, tell, atBell, live] of fates) {
    test(`SCO-2 ${name}: ${atBell} at the bell`, () => {
      const { pending, parked, lost } = tallyAtBell(tell(new LaneScript()).lane);
      expect({ pending, parked, lost }).toEqual({ pending: 0, parked: 0, lost: 0, [atBell]: 1 });
    });
    test(`SCO-3 ${name}: ${live} now`, () => {
      const { pending, parked, lost } = tallyLive(tell(new LaneScript()).lane);
      expect({ pending, parked, lost }).toEqual({ pending: 0, parked: 0, lost: 0, [live]: 1 });
    });
  }

  test('SCO-3 with auto acks a delivery in the air is all there is', () => {
    const script = inStore(new LaneScript({}, { ackMode: 'auto' }), 1)
      .next('drop', 'deliver')
      .deliver('k1');
    expect(tallyLive(script.lane)).toMatchObject({ pending: 1, lost: 0 });
    expect(tallyAtBell(script.lane)).toMatchObject({ pending: 0, lost: 1 });
    expect(tallyLive(script.settle().lane)).toMatchObject({ pending: 0, lost: 1 });
  });
});

describe('a lost order', () => {
  test('SCO-4 is lost silently where the producer has its confirm', () => {
    const script = new LaneScript().order().publish('o1').settle().confirm('k1').settle().crash('broker');
    expect(tallyAtBell(script.lane)).toMatchObject({ lost: 1, lostSilently: 1 });
  });

  test('SCO-4 is lost silently where the confirm came after giving up', () => {
    const script = new LaneScript().order().publish('o1').settle().giveUp('o1').confirm('k1').settle().crash('broker');
    expect(tallyAtBell(script.lane)).toMatchObject({ lost: 1, lostSilently: 1 });
  });

  test('SCO-4 is no secret where the confirm was dropped and the producer gave up', () => {
    const script = new LaneScript().order().publish('o1').settle().next('drop', 'confirm').confirm('k1').settle();
    expect(tallyAtBell(script.giveUp('o1').crash('broker').lane)).toMatchObject({ lost: 1, lostSilently: 0 });
  });
});

test.each([
  [0, 0, 'kept', 'kept', 'kept'],
  [1, 0, 'broken', 'kept', 'broken'],
  [0, 1, 'kept', 'broken', 'broken'],
  [2, 3, 'broken', 'broken', 'broken'],
])('SCO-5 %i duplicates and %i lost', (duplicates, lost, atMostOnce, atLeastOnce, exactlyOnce) => {
  expect(verdictOf(duplicates, lost)).toEqual({
    'at-most-once': atMostOnce,
    'at-least-once': atLeastOnce,
    'exactly-once': exactlyOnce,
  });
});

test('SCO-5 a second delivery alone breaks nothing', () => {
  const script = handedOver(new LaneScript(), 1).consume('commit', 'd1').requeue('t1').deliver('k1').settle();
  script.consume('commit', 'd2').consume('ack', 'd2').settle();
  const tally = tallyAtBell(script.lane);
  expect(counted(tally)).toEqual({ ...sent, sent: 2, delivered: 2, effects: 1 });
  expect(Object.values(tally.verdict)).toEqual(['kept', 'kept', 'kept']);
});
