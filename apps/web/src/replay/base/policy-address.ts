import { isOwn } from '@ack-attack/protocol';
import {
  policyLimits,
  type BrokerPolicy,
  type ConsumerPolicy,
  type Policy,
  type ProducerPolicy,
} from '@ack-attack/engine';

/** What a setting may be: one of some words, yes or no, or a number from the first to the second, in steps of the third. */
type Values = readonly string[] | 'yes-no' | readonly [number, number, 1 | 'any'];
type SettingsOf<Of extends Policy> = Readonly<Record<Exclude<keyof Of, 'role'>, Values>>;

const settings: {
  readonly producer: SettingsOf<ProducerPolicy>;
  readonly broker: SettingsOf<BrokerPolicy>;
  readonly consumer: SettingsOf<ConsumerPolicy>;
} = {
  producer: {
    waitForConfirm: 'yes-no',
    retries: [...policyLimits.retries, 1],
    retryAfterMs: [...policyLimits.retryAfterMs, 1],
    backoff: [...policyLimits.backoff, 'any'],
    jitter: [...policyLimits.jitter, 'any'],
    retryId: ['same', 'fresh'],
  },
  broker: {
    store: 'yes-no',
    confirm: ['before-store', 'after-store', 'never'],
    ackMode: ['manual', 'auto'],
    visibilityMs: [...policyLimits.visibilityMs, 1],
    prefetch: [...policyLimits.prefetch, 1],
    deliveryLimit: [...policyLimits.deliveryLimit, 1],
  },
  consumer: {
    ack: ['before', 'after'],
    work: ['charge', 'check-charge-record', 'check-record-charge', 'commit'],
    log: ['durable', 'volatile'],
    logWindowMs: [...policyLimits.logWindowMs, 1],
    idempotencyKey: 'yes-no',
  },
};

/** What a policy has otherwise than its textbook, short enough for a link; undefined where that is nothing. */
export function policyToText(policy: Policy, textbook: Policy): string | undefined {
  const changed = Object.entries(policy).filter(([name, value]) => textbook[name as keyof Policy] !== value);
  return changed.length === 0 ? undefined : changed.map(([name, value]) => `${name}.${value}`).join('_');
}

/** The textbook with what `policyToText` says changed; what makes no sense in it is passed over. */
export function policyFromText<Of extends Policy>(text: string, textbook: Of): Of {
  const allowed: Readonly<Record<string, Values>> = settings[textbook.role];
  const changes = text.split('_').flatMap((part) => {
    const [, name = '', value = ''] = /^(\w+)\.([\w.-]+)$/.exec(part) ?? [];
    const read = isOwn(allowed, name) ? readValue(value, allowed[name]!) : undefined;
    return read === undefined ? [] : [[name, read] as const];
  });
  return { ...textbook, ...Object.fromEntries(changes) };
}

function readValue(text: string, values: Values): string | boolean | number | undefined {
  if (values === 'yes-no') return text === 'true' || text === 'false' ? text === 'true' : undefined;
  if (!isRange(values)) return values.find((value) => value === text);
  const [low, high, step] = values;
  const number = Number(text);
  return number >= low && number <= high && (step === 'any' || Number.isInteger(number)) ? number : undefined;
}

function isRange(values: Exclude<Values, 'yes-no'>): values is readonly [number, number, 1 | 'any'] {
  return typeof values[0] === 'number';
}
