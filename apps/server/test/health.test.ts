import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Runtime } from '@ack-attack/session';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { Health } from '../src/api/health.ts';
import { until } from './harness.ts';

let http: Server | undefined;
afterEach(() => {
  http?.closeAllConnections();
  http?.close();
});

test('a store that did not save makes nobody wait for it again, and is asked on until it does', async () => {
  const probes: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let now = 0;
  const late: (() => void)[] = [];
  const runtime = {
    steadyNow: () => now,
    schedule: (run: () => void, ms: number) => {
      // The store is as slow as the test says; what it is given after a failure is over at once.
      if (ms < 400) queueMicrotask(run);
      else late.push(run);
      return () => undefined;
    },
    report: () => undefined,
  } as unknown as Runtime;
  const probe = () => new Promise<void>((resolve, reject) => probes.push({ resolve, reject }));
  const app = express().use(new Health({ probe }, runtime, 400).router);
  http = createServer(app).listen(0, '127.0.0.1');
  await until(() => http!.listening, 'it listens');
  const ready = async () =>
    (await fetch(`http://127.0.0.1:${(http!.address() as AddressInfo).port}/readyz?unready=404`)).status;

  const first = ready();
  await until(() => probes.length === 1, 'the store is asked');
  late[0]!();
  expect(await first).toBe(404);
  // The store is asked again, and nobody waits for what it says.
  now = 2_000;
  expect(await ready()).toBe(404);
  expect(probes).toHaveLength(2);
  probes[1]!.resolve();
  expect(await ready()).toBe(200);
});
