import { naivePolicies, type FaultPlan, type Policy } from '@ack-attack/engine';
import { faultPlan, planScripts } from '@ack-attack/lesson';
import russian from '@ack-attack/lesson/catalogues/ru/plans.json' with { type: 'json' };
import { wireLimits, type PhoneView, type StageView } from '@ack-attack/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSession, startServer, testSettings, until, Wires, type TestServer } from './harness.ts';

let server: TestServer;
let wires: Wires;
beforeEach(async () => {
  server = await startServer();
  wires = new Wires(server);
});
afterEach(async () => {
  wires.closeAll();
  await server.close();
});

const senior = () => testSettings({}, 'at-least-once', 'senior');
const plan: FaultPlan = {
  id: 'mine',
  name: 'My plan',
  teaches: 'What I want to show',
  steps: [
    { atMs: 0, lane: 'all', deed: { type: 'injectFault', what: { kind: 'drop', leg: 'ack' }, span: { next: 2 } } },
    { atMs: 60_000, lane: 'all', deed: { type: 'healFaults' } },
  ],
};

async function play(settings = senior()) {
  const opened = await openSession(server, settings);
  const host = await wires.console(opened);
  const stage = await wires.stage(opened);
  const phones = await Promise.all(['Ana', 'Ben', 'Cleo'].map((name) => wires.phone(opened, name)));
  await host.command({ type: 'startRound' });
  const seats = await Promise.all(phones.map((phone) => until(() => (phone.view as PhoneView).seat, 'a seat')));
  const phoneOf = (role: Policy['role']) => phones[seats.findIndex((seat) => seat.role === role)]!;
  return { opened, host, stage, phones, phoneOf };
}

test('a student sets the policy of the own machine only, and everything runs by itself', async () => {
  const { opened, host, stage, phoneOf } = await play();
  const producer = phoneOf('producer');
  const policy: Policy = { ...naivePolicies.producer, retryId: 'same', retries: 20, backoff: 2, jitter: 0.5 };
  expect(await producer.command({ type: 'setPolicy', policy })).toMatchObject({ outcome: 'accepted' });
  await until(() => (producer.view as PhoneView).autopilot?.policy.role === 'producer', 'a policy');
  await until(() => {
    const shown = (producer.view as PhoneView).autopilot?.policy;
    return shown?.role === 'producer' && shown.retryId === 'same' && shown.backoff === 2;
  }, 'the new policy on the phone');
  for (const wire of [phoneOf('broker'), phoneOf('consumer')]) {
    expect(await wire.command({ type: 'setPolicy', policy })).toMatchObject({ outcome: 'rejected' });
  }
  for (const wire of [host, stage]) {
    expect(await wire.command({ type: 'setPolicy', policy })).toMatchObject({ code: 'not-allowed' });
  }
  const bad = [
    { ...policy, retries: 21 },
    { ...policy, backoff: 0.5 },
    { ...policy, retryId: 'other' },
    { ...policy, seat: 'L1.P1' },
    { role: 'producer' },
  ];
  for (const wrong of bad) {
    const answer = await producer.command({ type: 'setPolicy', policy: wrong });
    expect(answer).toMatchObject({ outcome: 'rejected' });
    expect(['malformed', 'policy-invalid']).toContain('code' in answer ? answer.code : '');
  }
  const order = { type: 'act', action: { do: 'publish', order: 'o1' } };
  expect(await producer.command(order)).toMatchObject({ outcome: 'rejected', code: 'autopilot' });
  await until(() => {
    const counts = (producer.view as PhoneView).autopilot?.counts;
    return counts?.role === 'producer' && counts.sent > 2;
  }, 'packets that the machine sent by itself');
  const log = await server.store.read(opened.session, 0);
  expect(log.filter(({ type }) => type === 'policySet')).toHaveLength(1);
  const charts = await until(() => (stage.view as StageView).charts, 'charts on the stage');
  expect(Object.values(Object.values(charts)[0]!.buckets)[0]?.packets).toBeGreaterThan(0);
});

test('where people tap, nobody sets a policy', async () => {
  const { phoneOf } = await play(testSettings({}, 'at-least-once', 'middle'));
  const answer = await phoneOf('producer').command({ type: 'setPolicy', policy: naivePolicies.producer });
  expect(answer).toMatchObject({ outcome: 'rejected' });
  expect((phoneOf('producer').view as PhoneView).autopilot).toBeUndefined();
});

test('only the host starts and stops a plan', async () => {
  const { opened, host, stage, phones } = await play();
  for (const wire of [stage, phones[0]!, wires.wire()]) {
    for (const command of [{ type: 'startPlan', plan }, { type: 'stopPlan' }]) {
      expect(await wire.command(command)).toMatchObject({ outcome: 'rejected', code: 'not-allowed' });
    }
  }
  expect(await host.command({ type: 'startPlan', plan })).toMatchObject({ outcome: 'accepted' });
  for (const wire of [host, stage]) {
    const shown = await until(
      () => (wire.view as StageView).plan?.next === 1 && (wire.view as StageView).plan,
      'a plan',
    );
    expect(shown).toMatchObject({ id: 'mine', name: 'My plan', teaches: plan.teaches, steps: 2 });
  }
  expect('plan' in phones[0]!.view!).toBe(false);
  const log = await server.store.read(opened.session, 0);
  expect(log.map(({ type }) => type)).toEqual(expect.arrayContaining(['planStarted', 'faultInjected']));
  expect(await phones[0]!.command({ type: 'stopPlan' })).toMatchObject({ code: 'not-allowed' });
  expect(await host.command({ type: 'stopPlan' })).toMatchObject({ outcome: 'accepted' });
  await until(() => (stage.view as StageView).plan === undefined, 'the plan to be gone');
});

test('a plan that is not one changes nothing', async () => {
  const { opened, host } = await play();
  const [first, second] = plan.steps;
  const far = { type: 'injectFault', what: { kind: 'crash', role: 'broker' }, span: { forMs: 700_000 } };
  const counted = { type: 'injectFault', what: { kind: 'crash', role: 'broker' }, span: { next: 1 } };
  const bad = [
    [{ ...plan, steps: [] }, 'malformed'],
    [{ ...plan, steps: [{ ...first, lane: 0 }] }, 'malformed'],
    [{ ...plan, steps: [{ ...first, deed: { type: 'ringBell' } }] }, 'malformed'],
    [{ ...plan, steps: Array(51).fill(second) }, 'malformed'],
    [{ ...plan, more: true }, 'malformed'],
    [{ ...plan, steps: [second, first] }, 'plan-invalid'],
    [{ ...plan, steps: [{ ...first, deed: far }] }, 'plan-invalid'],
    [{ ...plan, steps: [{ ...first, deed: counted }] }, 'plan-invalid'],
  ] as const;
  for (const [wrong, code] of bad) {
    expect(await host.command({ type: 'startPlan', plan: wrong })).toMatchObject({ outcome: 'rejected', code });
  }
  const log = await server.store.read(opened.session, 0);
  expect(log.some(({ type }) => type === 'planStarted')).toBe(false);
});

test('the plans of the game go through the wire', async () => {
  const { host } = await play(testSettings({}, 'exactly-once', 'middle'));
  for (const script of planScripts) {
    const whole = faultPlan(script, (key) => (russian as Record<string, string>)[key] ?? '');
    const command = { type: 'startPlan', plan: whole };
    expect(Buffer.byteLength(JSON.stringify(command))).toBeLessThan(wireLimits.packetBytes);
    expect(await host.command(command), script.id).toMatchObject({ outcome: 'accepted' });
  }
});
