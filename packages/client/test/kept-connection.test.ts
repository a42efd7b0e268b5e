import { clientTimes } from '@ack-attack/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  keepConnection,
  type ConnectionState,
  type ProbeListener,
  type TransportName,
  type TransportMemory,
  type TryListener,
} from '../src/kept-connection.ts';
import { virtualTime } from './virtual-time.ts';

type Answer =
  { up: number; heard?: number; waitMs?: number; byOther?: true } | { heard: number } | { refused: number } | 'nothing';
type What = 'connection' | 'upgrade' | 'probe';
/** How what sets out at a time goes: up or refused after so many ms, or nothing ever. A connection may differ from a probe. */
type Network = (at: number, what: What, transport: TransportName) => Answer;

interface Sent {
  what: What;
  at: number;
  transport: TransportName;
  listener: TryListener;
  open: boolean;
}

function setUp(network: Network, random: () => number = () => 0.5) {
  const time = virtualTime(0);
  const sent: Sent[] = [];
  const told: string[] = [];
  const memory: TransportMemory = { preferred: 'websocket', upgradesFailed: 0 };
  const send = (what: What, transport: TransportName, listener: TryListener, answered: (waitMs?: number) => void) => {
    const made: Sent = { what, at: time.now(), transport, listener, open: true };
    sent.push(made);
    const answer = network(time.now(), what, transport);
    const later = (task: () => void, ms: number) => time.schedule(() => void (made.open && task()), ms);
    if (answer !== 'nothing') {
      if ('heard' in answer) later(() => listener.heard(), answer.heard!);
      if ('up' in answer) later(() => answered(answer.byOther ? undefined : (answer.waitMs ?? 0)), answer.up);
      if ('refused' in answer) later(() => ((made.open = false), listener.failed()), answer.refused);
    }
    return { made, close: () => void (made.open = false) };
  };
  const kept = keepConnection({
    attempt: (listener, transport) => send('connection', transport, listener, () => listener.up(transport)),
    upgrade: (listener) => send('upgrade', 'websocket', listener, () => listener.up('websocket')),
    probe: (listener: ProbeListener) =>
      send(
        'probe',
        'polling',
        { failed: listener.failed, heard: () => undefined, up: () => listener.up(0), down: () => undefined },
        (waitMs) => listener.up(waitMs),
      ),
    onUp: () => told.push(`up ${time.now()}`),
    onDown: () => told.push('down'),
    memory,
    schedule: time.schedule,
    random,
  });
  const isUp = () => kept.current !== undefined;
  const those = (what: What) => sent.filter((one) => one.what === what);
  const open = (what: What) => those(what).filter((one) => one.open);
  return { time, kept, sent, told, memory, isUp, those, open };
}

const randomNumbers = () =>
  fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })).map((stream) => () => {
    return stream.next().value as number;
  });

test('after any silence a probe sets out within 0.52 s, six at most are on their way, and one connection is tried', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      // One that takes longer while probes are answered is taken to hang.
      fc.integer({ min: 1, max: 2_800 }),
      randomNumbers(),
      async (silenceMs, probeMs, connectMs, random) => {
        const { time, kept, isUp, open } = setUp(
          (at, what) => (at < silenceMs ? 'nothing' : { up: what === 'probe' ? probeMs : connectMs }),
          random,
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

test('a WebSocket that hangs while HTTP answers is given up for polling within 5 s, and polling is tried first from then on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_490 }), randomNumbers(), async (probeMs, random) => {
      const { time, kept, told, isUp, those } = setUp(
        (_at, what, transport) => (what !== 'probe' && transport === 'websocket' ? 'nothing' : { up: probeMs }),
        random,
      );
      kept.open(false);
      await time.until(() => those('connection').length === 2);
      expect(time.now()).toBeLessThanOrEqual(5_000);
      await time.until(isUp);
      expect(those('connection').map(({ transport }) => transport)).toEqual(['websocket', 'polling']);
      those('connection').at(-1)!.listener.down('lost');
      await time.until(isUp);
      expect(those('connection').at(-1)).toMatchObject({ transport: 'polling' });
      expect(told).toMatchObject([/^up/, 'down', /^up/].map((line) => expect.stringMatching(line)));
      kept.close();
    }),
    { seed: 5, numRuns: 100 },
  );
});

test('a page that polls tries a WebSocket beside that, ever less often, and changes over once one comes through', async () => {
  const worksFrom = 3_600_000;
  const { time, kept, told, isUp, those, open } = setUp((at, what, transport) =>
    what !== 'probe' && transport === 'websocket' && at < worksFrom ? 'nothing' : { up: 10 },
  );
  kept.open(false);
  await time.until(isUp);
  await time.pass(worksFrom - time.now());
  const upgrades = those('upgrade').map(({ at }) => at);
  const waits = upgrades.slice(1).map((at, index) => at - upgrades[index]!);
  expect(waits.slice(0, 4)).toEqual([35_000, 65_000, 125_000, 245_000]);
  expect(Math.max(...waits)).toBeLessThanOrEqual(1.3 * 300_000 + 5_000);
  expect(told).toHaveLength(1);
  expect(open('upgrade').length).toBeLessThanOrEqual(1);
  await time.until(() => told.length === 2);
  // It was never down, and one connection is left.
  expect(told[1]).toMatch(/^up/);
  expect([...open('connection'), ...open('upgrade')].map(({ transport }) => transport)).toEqual(['websocket']);
  expect(kept.state).toBe('up');
  expect(those('upgrade')).toHaveLength(upgrades.length + 1);
  those('upgrade').at(-1)!.listener.down('lost');
  await time.until(isUp);
  expect(those('connection').at(-1)).toMatchObject({ transport: 'websocket' });
});

test('a connection that polls and ends while a WebSocket is tried beside it is made again', async () => {
  const { time, kept, told, isUp, those, open } = setUp((_at, what, transport) =>
    what !== 'probe' && transport === 'websocket' ? 'nothing' : { up: 10 },
  );
  kept.open(false);
  await time.until(() => kept.state === 'upgrading');
  those('connection').at(-1)!.listener.down('lost');
  expect(open('upgrade')).toHaveLength(0);
  expect(told.at(-1)).toBe('down');
  await time.until(isUp);
});

test('however slow a network is, a connection gets time enough in the end, though all probes are answered', async () => {
  const takesMs = 12_000;
  const { time, kept, isUp, those } = setUp((_at, what) => ({ up: what === 'probe' ? 1_000 : takesMs }));
  kept.open(false);
  await time.until(isUp);
  expect(those('connection').length).toBeLessThanOrEqual(6);
});

test('where a WebSocket hangs and no probe is answered in time, because all is slow, polling gets in all the same', async () => {
  for (const silent of [false, true]) {
    const { time, kept, isUp } = setUp((_at, what, transport) => {
      if (what === 'probe') return { up: 2_000 };
      return transport === 'websocket' ? 'nothing' : { up: 4_000 };
    });
    kept.open(silent);
    await time.until(isUp);
    expect(time.now()).toBeLessThanOrEqual(3_500 + 1_500 + 5_000 + 4_000);
  }
});

test('a try that the server has answered gets time for the rest, where no probe shows that it is stuck', async () => {
  const slow = setUp((_at, what) => (what === 'probe' ? { up: 2_000 } : { heard: 3_000, up: 9_000 }));
  slow.kept.open(false);
  await slow.time.until(slow.isUp);
  expect(slow.those('connection')).toHaveLength(1);
  const stuck = setUp((at, what) => (what === 'connection' && at === 0 ? { heard: 100 } : { up: 10 }));
  stuck.kept.open(false);
  await stuck.time.until(stuck.isUp);
  expect(stuck.those('connection').map(({ transport }) => transport)).toEqual(['websocket', 'websocket']);
  expect(stuck.time.now()).toBeLessThanOrEqual(100 + 5_000 + 520 + 20);
});

test('a page whose polls are refused again and again tries a WebSocket once more', async () => {
  const { time, kept, isUp, those, memory } = setUp((_at, what, transport) =>
    what === 'connection' && transport === 'polling' ? { refused: 10 } : { up: 10 },
  );
  memory.preferred = 'polling';
  kept.open(false);
  await time.until(isUp);
  const tried = those('connection').map(({ transport }) => transport);
  expect(tried).toEqual(['polling', 'polling', 'polling', 'websocket']);
});

test('a polling client that queues at a busy server keeps its place, too', async () => {
  const { time, kept, isUp, those, memory } = setUp((at, what) =>
    what === 'connection' ? { up: 25_000 } : { up: 20, waitMs: Math.max(0, 25_000 - at) },
  );
  memory.preferred = 'polling';
  kept.open(false);
  await time.until(isUp);
  expect(those('connection')).toHaveLength(1);
  expect(memory.preferred).toBe('polling');
});

test('a proxy whose server is away makes no client poll, unless its answer repeats', async () => {
  const awayUntil = 5_000;
  const { time, kept, isUp, those } = setUp((at, what) =>
    at >= awayUntil ? { up: 10 } : what === 'probe' ? { up: 10, byOther: true } : 'nothing',
  );
  kept.open(false);
  await time.until(isUp);
  expect(those('connection').map(({ transport }) => transport)).toEqual(
    ['websocket', 'websocket', 'polling'].slice(0, those('connection').length),
  );
});

test('in every state exactly the work of that state is under way, under any network', async () => {
  const seen = new Set<ConnectionState>();
  const answers: fc.Arbitrary<Answer> = fc.oneof(
    fc.constant('nothing' as const),
    fc.record({ up: fc.integer({ min: 1, max: 8_000 }) }),
    fc.record({ heard: fc.integer({ min: 1, max: 4_000 }), up: fc.integer({ min: 4_001, max: 12_000 }) }),
    fc.record({ heard: fc.integer({ min: 1, max: 4_000 }) }),
    fc.record({ up: fc.integer({ min: 1, max: 2_000 }), waitMs: fc.integer({ min: 0, max: 60_000 }) }),
    fc.record({ up: fc.integer({ min: 1, max: 2_000 }), byOther: fc.constant(true as const) }),
    fc.record({ refused: fc.integer({ min: 1, max: 5_000 }) }),
  );
  const losses = fc.constantFrom('lost', 'silence', 'goodbye', 'reopened', ...Array<'none'>(16).fill('none'));
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(answers),
      fc.infiniteStream(losses),
      randomNumbers(),
      async (ways, loss, random) => {
        const { time, kept, those, open, isUp } = setUp(() => ways.next().value as Answer, random);
        const check = () => {
          const { state } = kept;
          seen.add(state);
          const up = ['up', 'polling', 'upgrading'].includes(state);
          const tries = ['connecting', 'doubting', 'searching', 'shaking', 'queued', 'upgrading'].includes(state);
          expect(isUp(), state).toBe(up);
          expect(open('connection').length + open('upgrade').length, state).toBe(Number(up) + Number(tries));
          const probes = open('probe').length;
          if (state === 'looking') expect(probes).toBe(1);
          else expect(probes, state).toBeLessThanOrEqual(state === 'doubting' || state === 'searching' ? 6 : 0);
          return false;
        };
        kept.open(false);
        for (let turn = 0; turn < 60; turn++) {
          check();
          await time.until(() => check() || time.now() >= turn * 2_000).catch(() => undefined);
          await time.pass(2_000);
          const why = loss.next().value;
          const own = [...those('connection'), ...those('upgrade')].filter((one) => one.open);
          if (why === 'reopened') kept.open(random() < 0.5);
          else if (why !== 'none' && isUp()) own[0]!.listener.down(why!);
        }
        kept.close();
        check();
      },
    ),
    { seed: 3, numRuns: 60 },
  );
  expect([...seen].sort()).toEqual([
    'backingOff',
    'closed',
    'connecting',
    'doubting',
    'dropped',
    'looking',
    'polling',
    'queued',
    'searching',
    'shaking',
    'silenced',
    'up',
    'upgrading',
  ]);
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
    expect(those('connection')).toHaveLength(1);
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

test('a lost connection is made again, and the losing attempt is silenced', async () => {
  const { time, kept, sent, told, isUp, those } = setUp((at) => (at < 100 || at > 20_000 ? { up: 50 } : 'nothing'));
  kept.open(false);
  await time.until(isUp);
  await time.pass(1_000);
  those('connection').at(-1)!.listener.down('lost');
  expect(told).toEqual(['up 50', 'down']);
  await time.pass(2_500);
  expect(sent).toHaveLength(2);
  await time.until(isUp);
  expect(time.now()).toBeLessThanOrEqual(20_000 + 520 + 50 + 50);
  const before = [...told];
  for (const { listener } of sent.slice(0, -1)) {
    listener.up('websocket');
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

test('a client that queues at a busy server keeps its place for as long as that takes, and asks seldom', async () => {
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
  // Asked about after 2.8 to 3.5 s, waited for as long as told and once as long as for any connection, and asked about again.
  expect(time.now()).toBeLessThanOrEqual(3_500 + 5_000 + 1.3 * 4_000 + 520 + 50);
});

test('no word of a server is taken for longer than half a minute', async () => {
  const { time, kept, isUp } = setUp((at, what) => {
    if (what === 'connection') return at === 0 ? 'nothing' : { up: 10 };
    return { up: 20, waitMs: at < 10_000 ? 1e9 : 0 };
  });
  kept.open(false);
  await time.until(isUp);
  expect(time.now()).toBeLessThanOrEqual(3_500 + 5_000 + 1.3 * 30_000 + 520 + 50);
});
