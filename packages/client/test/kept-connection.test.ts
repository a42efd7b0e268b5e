import { clientTimes } from '@ack-attack/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepConnection, type ProbeListener, type TryListener } from '../src/kept-connection.ts';
import { virtualTime } from './virtual-time.ts';

type Answer = { up: number; waitMs?: number } | { refused: number } | 'nothing';
/** How what sets out at a time goes: up or refused after so many ms, or nothing ever. A connection may differ from a probe. */
type Network = (at: number, what: 'connection' | 'probe') => Answer;

interface Sent {
  what: 'connection' | 'probe';
  at: number;
  listener: Omit<TryListener, 'up'> & Pick<ProbeListener, 'up'>;
  open: boolean;
}

function setUp(network: Network, random: () => number = () => 0.5) {
  const time = virtualTime(0);
  const sent: Sent[] = [];
  const told: string[] = [];
  const send = (what: Sent['what']) => (listener: TryListener | ProbeListener) => {
    const made: Sent = { what, at: time.now(), listener: { down: () => undefined, ...listener }, open: true };
    sent.push(made);
    const answer = network(time.now(), what);
    const later = (task: () => void, ms: number) => time.schedule(() => void (made.open && task()), ms);
    if (answer !== 'nothing') {
      if ('up' in answer) later(() => listener.up(answer.waitMs ?? 0), answer.up);
      else later(() => ((made.open = false), listener.failed()), answer.refused);
    }
    return { made, close: () => void (made.open = false) };
  };
  const kept = keepConnection({
    attempt: send('connection'),
    probe: send('probe'),
    onUp: () => told.push(`up ${time.now()}`),
    onDown: () => told.push('down'),
    schedule: time.schedule,
    random,
  });
  const isUp = () => kept.current !== undefined;
  const those = (what: Sent['what']) => sent.filter((one) => one.what === what);
  const open = (what: Sent['what']) => those(what).filter((one) => one.open);
  return { time, kept, sent, told, isUp, those, open };
}

test('after any silence a probe sets out within 0.52 s, six at most are on their way, and one connection is tried', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      async (silenceMs, probeMs, connectMs, randoms) => {
        const { time, kept, isUp, open } = setUp(
          (at, what) => (at < silenceMs ? 'nothing' : { up: what === 'probe' ? probeMs : connectMs }),
          () => randoms.next().value as number,
        );
        kept.open(true);
        await time.until(() => {
          expect(open('probe').length).toBeLessThanOrEqual(6);
          expect(open('connection')).toHaveLength(1);
          return isUp();
        });
        expect(time.now()).toBeLessThanOrEqual(silenceMs + 520 + probeMs + connectMs);
        expect(open('probe')).toHaveLength(0);
        kept.close();
        expect(open('connection')).toHaveLength(0);
      },
    ),
    { seed: 11, numRuns: 200 },
  );
});

test('few connections are tried in a long silence, because browsers punish those that were tried in vain', async () => {
  const { time, kept, those } = setUp(() => 'nothing');
  kept.open(false);
  await time.pass(60_000);
  expect(those('connection').length).toBeLessThanOrEqual(60_000 / clientTimes.connectMs + 1);
});

test('a connection that takes nearly as long as one is waited for is let finish, though no probe comes through', async () => {
  const takesMs = clientTimes.connectMs - 1;
  for (const silent of [false, true]) {
    const { time, kept, isUp, those } = setUp((_at, what) => (what === 'probe' ? 'nothing' : { up: takesMs }));
    kept.open(silent);
    await time.until(isUp);
    expect(time.now()).toBe(takesMs);
    expect(those('probe').length > 0).toBe(silent);
  }
});

test('a server that is not there is looked for by one probe at a time, ever less often, and tried when it is', async () => {
  const { time, kept, sent, those, isUp } = setUp((at) => (at < 10_000 ? { refused: 10 } : { up: 10 }));
  kept.open(false);
  await time.pass(9_000);
  const waits = sent.slice(1).map(({ at }, index) => at - sent[index]!.at - 10);
  expect(waits.slice(0, 5)).toEqual([300, 600, 1_200, 1_500, 1_500]);
  expect(those('connection')).toHaveLength(1);
  await time.until(isUp);
  expect(time.now()).toBeLessThanOrEqual(10_000 + 1_500 + 20);
});

test('a server that answers probes and refuses connections is asked ever less often', async () => {
  const { time, kept, those } = setUp((_at, what) => (what === 'probe' ? { up: 10 } : { refused: 10 }));
  kept.open(false);
  await time.pass(60_000);
  expect(those('connection').length).toBeLessThanOrEqual(60_000 / 1_500 + 3);
});

test('one that is lost is made again, and whoever lost has nothing to say any more', async () => {
  const { time, kept, sent, told, isUp, those } = setUp((at) => (at < 100 || at > 20_000 ? { up: 50 } : 'nothing'));
  kept.open(false);
  await time.until(isUp);
  await time.pass(1_000);
  those('connection').at(-1)!.listener.down('lost');
  expect(told).toEqual(['up 50', 'down']);
  await time.pass(4_000);
  expect(sent).toHaveLength(2);
  await time.until(isUp);
  expect(time.now()).toBeLessThanOrEqual(20_000 + 520 + 50 + 50);
  const before = [...told];
  for (const { listener } of sent.slice(0, -1)) {
    listener.up(0);
    listener.failed();
    listener.down('lost');
  }
  expect(told).toEqual(before);
  those('connection').at(-1)!.listener.down('silence');
  const made = sent.length;
  kept.close();
  await time.pass(60_000);
  expect(sent).toHaveLength(made);
});

test('what waits for its turn at a busy server keeps its place for as long as that takes, and asks seldom', async () => {
  const takesMs = 25_000;
  const { time, kept, told, isUp, those } = setUp((at, what) =>
    what === 'connection' ? { up: takesMs } : { up: 20, waitMs: Math.max(0, takesMs - at) },
  );
  kept.open(false);
  await time.until(isUp);
  expect(told).toEqual([`up ${takesMs}`]);
  expect(those('connection')).toHaveLength(1);
  expect(those('probe').length).toBeLessThanOrEqual(2);
});

test('a place that a server does not know any more is given up', async () => {
  // The first connection was swallowed, and the server was busy when it was asked about it.
  const { time, kept, isUp, those } = setUp((at, what) => {
    if (what === 'connection') return at === 0 ? 'nothing' : { up: 10 };
    return { up: 20, waitMs: at < 10_000 ? 4_000 : 0 };
  });
  kept.open(false);
  await time.until(isUp);
  expect(those('connection')).toHaveLength(2);
  // Asked about after 5 to 7 s, waited for as long as told and once as long as for any connection, and asked about again.
  expect(time.now()).toBeLessThanOrEqual(7_000 + 5_000 + 1.3 * 4_000 + 50);
});

test('no word of a server is taken for longer than half a minute', async () => {
  const { time, kept, isUp } = setUp((at, what) => {
    if (what === 'connection') return at === 0 ? 'nothing' : { up: 10 };
    return { up: 20, waitMs: at < 10_000 ? 1e9 : 0 };
  });
  kept.open(false);
  await time.until(isUp);
  expect(time.now()).toBeLessThanOrEqual(7_000 + 5_000 + 1.3 * 30_000 + 50);
});
