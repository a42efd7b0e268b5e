import {
  findLast,
  lastOf,
  type BrokerPolicy,
  type ConsumerPolicy,
  type Policy,
  type ProducerPolicy,
  type RoundSettings,
} from '@ack-attack/engine';
import type { TextKey } from '../i18n/keys.ts';
import type { TextParams } from '../i18n/texts.svelte.ts';
import type { IconName } from '../icons/paths.ts';
import { hasSetting, type ControlName } from './setting-names.ts';

interface Words {
  word: TextKey<'policy'>;
  params?: TextParams;
}

/** One of the few things that a control can say. */
interface Option {
  words: Words;
  icon: IconName;
  chosen: boolean;
  /** The machine's policy once this is chosen. */
  policy: Policy;
}

/** One decision of a policy, with what it means as it stands. */
export type Control = { name: ControlName; label: TextKey<'policy'>; means: Words } & (
  | { kind: 'choice'; options: readonly Option[] }
  /** `less` and `more` are the policies one step away; absent at an end of the scale. */
  | { kind: 'scale'; value: Words; less?: Policy; more?: Policy }
);

/** The settings of a machine's policy that have an effect in this round under the rest of the policy. */
export function controlsOf(policy: Policy, settings: RoundSettings): readonly Control[] {
  return own(policy, settings).filter(({ name }) => hasSetting(name, settings));
}

function own(policy: Policy, settings: RoundSettings): readonly Control[] {
  switch (policy.role) {
    case 'producer':
      return producerControls(policy);
    case 'broker':
      return brokerControls(policy);
    case 'consumer':
      return consumerControls(policy, settings);
  }
}

function producerControls(policy: ProducerPolicy): readonly Control[] {
  const wait = choice(
    'wait-for-confirm',
    policy.waitForConfirm ? 'policy.wait-for-confirm.yes.means' : 'policy.wait-for-confirm.no.means',
    [
      option('policy.wait-for-confirm.yes', 'confirm', policy, { waitForConfirm: true }),
      option('policy.wait-for-confirm.no', 'publish', policy, { waitForConfirm: false }),
    ],
  );
  if (!policy.waitForConfirm) return [wait];
  const { retries, backoff, jitter, retryId } = policy;
  const retry = scale('retries', retries, [0, 1, 2, 3, 5, 8, 12, 20], (next) => ({ ...policy, retries: next }));
  if (retries === 0) return [wait, retry];
  return [
    wait,
    retry,
    timeScale('retry-after', policy.retryAfterMs, retryWaits, (next) => ({ ...policy, retryAfterMs: next })),
    choice(
      'backoff',
      { word: backoff > 1 ? 'policy.backoff.means' : 'policy.backoff.none.means', params: { factor: backoff } },
      [1, 1.5, 2, 3].map((factor) =>
        option({ word: 'policy.backoff.factor', params: { factor } }, factor > 1 ? 'waiting' : 'clock', policy, {
          backoff: factor,
        }),
      ),
    ),
    choice(
      'jitter',
      { word: jitter > 0 ? 'policy.jitter.means' : 'policy.jitter.none.means', params: { percent: jitter * 100 } },
      [0, 0.25, 0.5, 1].map((share) =>
        option(
          { word: 'policy.jitter.share', params: { percent: share * 100 } },
          share > 0 ? 'pulse' : 'minus',
          policy,
          {
            jitter: share,
          },
        ),
      ),
    ),
    choice('retry-id', `policy.retry-id.${retryId}.means`, [
      option('policy.retry-id.same', 'resend', policy, { retryId: 'same' }),
      option('policy.retry-id.fresh', 'fresh', policy, { retryId: 'fresh' }),
    ]),
  ];
}

function brokerControls(policy: BrokerPolicy): readonly Control[] {
  const keep = policy.store ? 'disk' : 'memory';
  return [
    choice('store', `policy.store.${keep}.means`, [
      option('policy.store.disk', 'store', policy, { store: true }),
      option('policy.store.memory', 'inbox', policy, { store: false }),
    ]),
    choice('confirm', `policy.confirm.${policy.confirm}.means`, [
      option('policy.confirm.before-store', 'inbox', policy, { confirm: 'before-store' }),
      option('policy.confirm.after-store', 'store', policy, { confirm: 'after-store' }),
      option('policy.confirm.never', 'cross', policy, { confirm: 'never' }),
    ]),
    choice('ack-mode', `policy.ack-mode.${policy.ackMode}.means`, [
      option('policy.ack-mode.manual', 'ack', policy, { ackMode: 'manual' }),
      option('policy.ack-mode.auto', 'deliver', policy, { ackMode: 'auto' }),
    ]),
    // A copy that is forgotten once sent is never out.
    ...(policy.ackMode === 'manual'
      ? [
          timeScale('visibility', policy.visibilityMs, visibilities, (next) => ({ ...policy, visibilityMs: next })),
          scale('prefetch', policy.prefetch, [1, 2, 5, 10, 20, 50, 0], (next) => ({ ...policy, prefetch: next })),
          scale('delivery-limit', policy.deliveryLimit, [1, 2, 3, 5, 10, 20, 0], (next) => ({
            ...policy,
            deliveryLimit: next,
          })),
        ]
      : []),
  ];
}

function consumerControls(policy: ConsumerPolicy, settings: RoundSettings): readonly Control[] {
  const key = policy.idempotencyKey ? 'yes' : 'no';
  const commit = option('policy.work.commit', 'commit', policy, { work: 'commit' });
  return [
    choice('ack', `policy.ack.${policy.ack}.means`, [
      option('policy.ack.before', 'ack', policy, { ack: 'before' }),
      option('policy.ack.after', 'check', policy, { ack: 'after' }),
    ]),
    choice('work', `policy.work.${policy.work}.means`, [
      option('policy.work.charge', 'charge', policy, { work: 'charge' }),
      option('policy.work.check-charge-record', 'search', policy, { work: 'check-charge-record' }),
      option('policy.work.check-record-charge', 'record', policy, { work: 'check-record-charge' }),
      ...(settings.offered.includes('commit') ? [commit] : []),
    ]),
    ...(policy.work === 'charge'
      ? []
      : [
          choice('log', `policy.log.${policy.log}.means`, [
            option('policy.log.durable', 'store', policy, { log: 'durable' }),
            option('policy.log.volatile', 'inbox', policy, { log: 'volatile' }),
          ]),
          timeScale('log-window', policy.logWindowMs, logWindows, (next) => ({ ...policy, logWindowMs: next })),
        ]),
    choice('key', `policy.key.${key}.means`, [
      option('policy.key.yes', 'bank', policy, { idempotencyKey: true }),
      option('policy.key.no', 'cross', policy, { idempotencyKey: false }),
    ]),
  ];
}

/* Scales in ms and in numbers; 0 is no limit and stands at the end that it means. */
const retryWaits = [100, 200, 300, 500, 800, 1_200, 2_000, 3_000, 5_000, 8_000];
const visibilities = [200, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 30_000, 0];
const logWindows = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 0];

function wordsOf(words: Words | TextKey<'policy'>): Words {
  return typeof words === 'string' ? { word: words } : words;
}

function option<Of extends Policy>(
  words: Words | TextKey<'policy'>,
  icon: IconName,
  policy: Of,
  change: Partial<Of>,
): Option {
  const chosen = (Object.keys(change) as (keyof Of)[]).every((name) => policy[name] === change[name]);
  return { words: wordsOf(words), icon, chosen, policy: { ...policy, ...change } };
}

function choice(name: ControlName, means: Words | TextKey<'policy'>, options: readonly Option[]): Control {
  return { kind: 'choice', name, label: `policy.${name}`, means: wordsOf(means), options };
}

type ScaleName = 'retries' | 'prefetch' | 'delivery-limit' | 'retry-after' | 'visibility' | 'log-window';
type Scaled = (value: number) => Policy;

function scale(name: ScaleName, value: number, values: readonly number[], policyWith: Scaled, unit = 1): Control {
  const ends = value === 0 && name !== 'retry-after';
  const params = { count: value / unit };
  const [less, more] = neighbours(value, values);
  return {
    kind: 'scale',
    name,
    label: `policy.${name}`,
    value: ends ? { word: `policy.${name}.zero` } : { word: unit === 1 ? 'policy.number' : 'policy.seconds', params },
    means: ends ? { word: `policy.${name}.zero.means` } : { word: `policy.${name}.means`, params },
    ...(less === undefined ? {} : { less: policyWith(less) }),
    ...(more === undefined ? {} : { more: policyWith(more) }),
  };
}

function timeScale(name: ScaleName, value: number, values: readonly number[], policyWith: Scaled): Control {
  return scale(name, value, values, policyWith, 1_000);
}

/** The values beside one that need not be on the scale itself. */
function neighbours(value: number, values: readonly number[]): readonly [number | undefined, number | undefined] {
  const endless = lastOf(values) === 0;
  const size = (of: number) => (of === 0 && endless ? Infinity : of);
  return [findLast(values, (other) => size(other) < size(value)), values.find((other) => size(other) > size(value))];
}
