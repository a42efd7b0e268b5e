import type { RoundSettings } from '@ack-attack/engine';
import { describe, expect, test } from 'vitest';
import { momentCauses, moments, type Moment, type MomentCause, type MomentKind } from '../src/index.ts';
import { handedOver, inStore, LaneScript } from './lane-script.ts';

const script = (changes: Partial<RoundSettings> = {}) => new LaneScript(changes);
const two = () => new LaneScript({}, {}, 2);

function first(story: LaneScript): Moment {
  const [moment] = moments(story.log);
  if (!moment) throw new Error('nothing to tell');
  return moment;
}

const stepsOf = ({ chain }: Moment) => chain.map(({ step }) => step);
const again = (s: LaneScript) => s.requeue('t1').deliver('k1').settle();

/** Stories that no vector of the lesson tells; the lesson's own are told in tests/vectors. */
const stories: readonly [MomentKind, MomentCause, () => LaneScript][] = [
  [
    'double-charge',
    'lost-ack',
    () =>
      again(handedOver(script(), 1).consume('charge', 'd1').next('drop', 'ack').consume('ack', 'd1').settle()).consume(
        'charge',
        'd2',
      ),
  ],
  [
    'double-charge',
    'late-ack',
    () =>
      handedOver(script(), 1)
        .consume('charge', 'd1')
        .requeue('t1')
        .deliver('k1')
        .consume('ack', 'd1')
        .settle()
        .consume('charge', 'd2'),
  ],
  ['double-charge', 'no-ack', () => again(handedOver(script(), 1).consume('charge', 'd1')).consume('charge', 'd2')],
  [
    'double-charge',
    'sent-back',
    () =>
      handedOver(script(), 1)
        .consume('charge', 'd1')
        .consume('nack', 'd1')
        .settle()
        .deliver('k1')
        .settle()
        .consume('charge', 'd2'),
  ],
  [
    'double-charge',
    'broker-crash',
    () =>
      handedOver(script(), 1).consume('charge', 'd1').crash('broker').deliver('k1').settle().consume('charge', 'd2'),
  ],
  [
    'double-charge',
    'lost-log',
    () =>
      again(
        handedOver(new LaneScript({}, { dedupLog: 'volatile' }), 1)
          .consume('charge', 'd1')
          .consume('record', 'd1')
          .crash('consumer'),
      )
        .consume('check', 'd2')
        .consume('charge', 'd2'),
  ],
  [
    'double-charge',
    'ignored-log',
    () => again(handedOver(script(), 1).consume('commit', 'd1')).consume('check', 'd2').consume('charge', 'd2'),
  ],
  ['double-charge', 'charged-again', () => handedOver(script(), 1).consume('charge', 'd1').consume('charge', 'd1')],
  [
    'double-charge',
    'network-duplicate',
    () =>
      inStore(script(), 1)
        .next('duplicate', 'deliver')
        .deliver('k1')
        .settle()
        .consume('charge', 'd1')
        .consume('charge', 'd1~2'),
  ],
  [
    'double-charge',
    'network-duplicate',
    () =>
      script()
        .order()
        .next('duplicate', 'publish')
        .publish('o1')
        .settle()
        .deliver('k1')
        .deliver('k2')
        .settle()
        .consume('charge', 'd1')
        .consume('charge', 'd2'),
  ],
  [
    'silent-loss',
    'auto-ack-unfinished',
    () =>
      handedOver(new LaneScript({}, { ackMode: 'auto' }), 1)
        .crash('consumer')
        .bell(),
  ],
  ['silent-loss', 'ack-before-charge', () => handedOver(script(), 1).consume('ack', 'd1').settle().bell()],
  [
    'silent-loss',
    'ack-before-charge',
    () => handedOver(script(), 1).consume('ack', 'd1').settle().consume('dismiss', 'd1').bell(),
  ],
  ['silent-loss', 'confirm-before-store', () => script().order().publish('o1').settle().confirm('k1').settle().bell()],
  ['silent-loss', 'discarded', () => inStore(script(), 1).discard('k1').bell()],
  [
    'silent-loss',
    'stale-ack-accepted',
    () =>
      handedOver(new LaneScript({}, { staleAck: 'accepted' }), 1)
        .requeue('t1')
        .consume('ack', 'd1')
        .settle()
        .consume('dismiss', 'd1')
        .bell(),
  ],
  [
    'silent-loss',
    'reused-id',
    () =>
      handedOver(script(), 1)
        .consume('commit', 'd1')
        .order()
        .publish('o2', 'm1')
        .settle()
        .store('k2')
        .confirm('k2')
        .deliver('k2')
        .settle()
        .consume('commit', 'd2')
        .consume('ack', 'd2')
        .settle()
        .bell(),
  ],
  [
    'silent-loss',
    'reused-id',
    () =>
      inStore(new LaneScript({}, { brokerDedup: true }), 1)
        .order()
        .publish('o2', 'm1')
        .settle()
        .store('k2')
        .confirm('k2')
        .settle()
        .bell(),
  ],
  ['known-loss', 'never-sent', () => script().order().giveUp('o1').bell()],
  ['known-loss', 'not-stored', () => script().order().publish('o1').settle().crash('broker').giveUp('o1').bell()],
  [
    'known-loss',
    'dismissed',
    () =>
      script()
        .order()
        .publish('o1')
        .settle()
        .deliver('k1')
        .settle()
        .consume('dismiss', 'd1')
        .crash('broker')
        .giveUp('o1')
        .bell(),
  ],
  [
    'silent-loss',
    'dismissed',
    () =>
      [1, 2, 3]
        .reduce(
          (s, n) => s.deliver('k1').settle().consume('dismiss', `d${n}`).requeue(`t${n}`),
          script().order().publish('o1').settle().confirm('k1').settle(),
        )
        .bell(),
  ],
  ['known-loss', 'publish-lost', () => script().order().publish('o1').giveUp('o1').bell()],
  ['save', 'redelivered-after-crash', () => again(handedOver(script(), 1).crash('consumer')).consume('charge', 'd2')],
  [
    'stale-ack',
    'accepted',
    () =>
      handedOver(new LaneScript({}, { staleAck: 'accepted' }), 1)
        .consume('charge', 'd1')
        .requeue('t1')
        .consume('ack', 'd1')
        .settle(),
  ],
  [
    'poison-loop',
    'nacked',
    () => [1, 2, 3].reduce((s, n) => s.deliver('k1').settle().consume('nack', `d${n}`).settle(), inStore(script(), 1)),
  ],
  [
    'poison-loop',
    'requeued',
    () => [1, 2, 3].reduce((s, n) => s.deliver('k1').settle().requeue(`t${n}`), inStore(script(), 1)),
  ],
];

test.each(stories)('MOM-1 to MOM-6 the first thing told is a %s by %s', (kind, cause, story) => {
  expect(momentCauses[kind] as readonly string[]).toContain(cause);
  const log = story().log;
  const moment = first(story());
  expect(moment).toMatchObject({ kind, cause, lane: 'L1', round: 1 });
  expect(log[moment.version - 1]?.at).toBe(moment.at);
  expect(moment.chain.at(-1)?.version).toBe(moment.version);
});

const calm: Record<string, () => LaneScript> = {
  'done once': () => handedOver(script(), 1).consume('commit', 'd1').consume('ack', 'd1').settle().bell(),
  'two orders with the same content': () =>
    handedOver(handedOver(script(), 1), 2).consume('charge', 'd1').consume('charge', 'd2').bell(),
  'a record of its own': () =>
    handedOver(script(), 1).consume('record', 'd1').consume('check', 'd1').consume('charge', 'd1'),
  'an ack by the second copy of a delivery': () =>
    inStore(script(), 1)
      .next('duplicate', 'ack')
      .deliver('k1')
      .settle()
      .consume('commit', 'd1')
      .consume('ack', 'd1')
      .settle()
      .bell(),
  'came back twice': () =>
    [1, 2].reduce((s, n) => s.deliver('k1').settle().consume('nack', `d${n}`).settle(), inStore(script(), 1)),
  'came back three times and was done': () =>
    [1, 2, 3]
      .reduce((s, n) => s.deliver('k1').settle().consume('nack', `d${n}`).settle(), inStore(script(), 1))
      .deliver('k1')
      .settle()
      .consume('charge', 'd4'),
  'never came to a hand': () =>
    [1, 2, 3].reduce((s, n) => s.next('drop', 'deliver').deliver('k1').settle().requeue(`t${n}`), inStore(script(), 1)),
  'lost so far, before the bell': () => script().order().giveUp('o1'),
  pending: () => handedOver(script(), 1).bell(),
};
test.each(Object.entries(calm))('has nothing to tell: %s', (_, story) => expect(moments(story().log)).toEqual([]));

test('MOM-4 a check that said seen saves nothing if the hand then charges', () => {
  const story = again(handedOver(script(), 1).consume('commit', 'd1')).consume('check', 'd2').consume('charge', 'd2');
  expect(moments(story.log).map(({ kind }) => kind)).toEqual(['double-charge']);
});

test('MOM-4 the log catches nothing where no consumer had charged', () => {
  const story = again(handedOver(script(), 1).consume('record', 'd1').crash('consumer')).consume('check', 'd2');
  expect(moments(story.log)).toEqual([]);
});

test('MOM-1 two workers that take turns are no race', () => {
  const story = inStore(two(), 1).deliver('k1', 'L1.C1').settle().consume('charge', 'd1');
  story.requeue('t1').deliver('k1', 'L1.C2').settle().consume('charge', 'd2');
  expect(first(story)).toMatchObject({ kind: 'double-charge', cause: 'no-ack' });
});

test('MOM-8 the chain gives its causes', () => {
  const story = again(
    handedOver(script(), 1).consume('charge', 'd1').next('drop', 'ack').consume('ack', 'd1').settle(),
  ).consume('charge', 'd2');
  expect(stepsOf(first(story))).toEqual([
    'published',
    'stored',
    'confirmed',
    'delivered',
    'arrived',
    'charged',
    'acked',
    'ack-dropped',
    'returned',
    'delivered',
    'arrived',
    'charged',
  ]);
});

describe('MOM-7 the choice', () => {
  const twice = (s: LaneScript, n: number) => handedOver(s, n).consume('charge', `d${n}`).consume('charge', `d${n}`);

  test('five at most, and the early ones of equals', () => {
    const story = [1, 2, 3, 4, 5, 6, 7].reduce(twice, script()).bell();
    expect(moments(story.log).map(({ orders }) => orders[0])).toEqual(['o1', 'o2', 'o3', 'o4', 'o5']);
  });

  test('no two about one order while there are others, but all of them where there are few', () => {
    const few = twice(script(), 1).consume('charge', 'd1').bell();
    expect(moments(few.log)).toHaveLength(2);
    const many = [1, 2, 3, 4, 5].reduce(
      (s, n) => twice(s, n).consume('charge', `d${n}`).consume('charge', `d${n}`),
      script(),
    );
    expect(moments(many.bell().log).map(({ orders }) => orders[0])).toEqual(['o1', 'o2', 'o3', 'o4', 'o5']);
  });

  test('the costlier comes first, by the contract', () => {
    const both = (contract: RoundSettings['contract']) =>
      twice(script({ contract }), 1).order().publish('o2').settle().confirm('k2').settle().bell();
    const kinds = (contract: RoundSettings['contract']) => moments(both(contract).log).map(({ kind }) => kind);
    expect(kinds('at-most-once')).toEqual(['double-charge', 'silent-loss']);
    expect(kinds('at-least-once')).toEqual(['silent-loss', 'double-charge']);
  });

  test('every round has its own', () => {
    const story = twice(script(), 1).bell();
    story.host({ type: 'revealTruth' }).host({ type: 'closeRound' }).host({ type: 'startRound' });
    expect(moments(story.bell().log).map(({ round }) => round)).toEqual([1]);
    const next = twice(script(), 1).bell();
    next.host({ type: 'revealTruth' }).host({ type: 'closeRound' }).host({ type: 'startRound' }).order().giveUp('o1');
    expect(moments(next.bell().log).map(({ round, kind }) => [round, kind])).toEqual([
      [1, 'double-charge'],
      [2, 'known-loss'],
    ]);
  });
});

test('every cause has a text', () => {
  const lesson: readonly MomentCause[] = [
    'fresh-id',
    'same-id-retry',
    'crash-before-record',
    'crash-before-ack',
    'two-workers',
    'forgotten-id',
    'auto-ack-drop',
    'record-first',
    'log-caught',
    'broker-caught',
    'key-caught',
    'redelivered-after-drop',
    'retried-after-drop',
    'survived-broker-crash',
    'ignored',
  ];
  const told = new Set([...stories.map(([, cause]) => cause), ...lesson]);
  expect([...new Set(Object.values(momentCauses).flat())].filter((cause) => !told.has(cause))).toEqual([]);
});
