import { readFileSync } from 'node:fs';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { variableNames } from '../../apps/server/src/setup/config.ts';
import { Metrics } from '../../apps/server/src/metrics/metrics.ts';
import { createMemoryStore } from '@ack-attack/store';
import { startServer } from '../../apps/server/test/harness.ts';

const read = (path: string) => readFileSync(new URL(`../../infra/${path}`, import.meta.url), 'utf8');

interface Manifest {
  apiVersion: string;
  kind: string;
  data?: Record<string, string>;
  spec?: { replicas?: unknown };
}
type Model = new (manifest: Manifest) => { validate(): void };
const models: Readonly<Record<string, object>> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
};

function check(manifest: Manifest): void {
  const Kind = (models[manifest.apiVersion] as Record<string, Model>)[manifest.kind]!;
  new Kind(manifest).validate();
}

const manifests = () => parseAllDocuments(read('kubernetes/ack-attack.yaml')).map((found) => found.toJS() as Manifest);

test('every Kubernetes manifest is valid by the schemas of its API, which a mistake is not', () => {
  const kinds = manifests().map((manifest) => {
    check(manifest);
    return manifest.kind;
  });
  expect(kinds).toEqual([
    'ConfigMap',
    'Deployment',
    'Service',
    'Ingress',
    'PodDisruptionBudget',
    'HorizontalPodAutoscaler',
    'NetworkPolicy',
  ]);
  const deployment = manifests()[1]!;
  expect(() => check({ ...deployment, spec: { ...deployment.spec, replicas: 'three' } })).toThrow(/replicas/);
});

test('the files set variables that the server reads', () => {
  const compose = ['one-node', 'three-nodes'].flatMap((name) => {
    const { services } = parse(read(`compose/${name}.yaml`), { merge: true }) as {
      services: Record<string, { image?: string; environment?: Record<string, string> }>;
    };
    return Object.values(services).flatMap(({ image, environment }) =>
      image === 'ack-attack' ? Object.keys(environment ?? {}) : [],
    );
  });
  const kubernetes = Object.keys(manifests()[0]!.data ?? {});
  const container = [...(/^ENV (.*)$/m.exec(read('Containerfile'))?.[1] ?? '').matchAll(/(\w+)=/g)].map(
    ([, name]) => name!,
  );
  const set = new Set([...compose, ...kubernetes, ...container]);
  set.delete('NODE_ENV');
  expect(set.size).toBeGreaterThan(8);
  for (const name of set) expect(variableNames).toContain(name);
});

test('the dashboard and the alerts ask for metrics that a server has', async () => {
  const metrics = new Metrics();
  metrics.watchProcess();
  const server = await startServer({ store: createMemoryStore(), metrics, metricsToken: 'x'.repeat(16) });
  const page = await (
    await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${'x'.repeat(16)}` } })
  ).text();
  await server.close();
  const known = new Set(
    [...page.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) =>
      type === 'histogram' ? [`${name!}_bucket`, `${name!}_count`, `${name!}_sum`] : [name!],
    ),
  );
  const texts = [read('prometheus/alerts.yaml'), read('grafana/ack-attack.json')];
  const asked = texts.flatMap((text) => text.match(/\b(?:ack_attack|process|nodejs)_\w+/g) ?? []);
  expect(asked.length).toBeGreaterThan(15);
  for (const name of asked) expect([...known]).toContain(name);
});
