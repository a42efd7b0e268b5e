import type { RoundSettings, System } from '@ack-attack/engine';

/** What a policy decides. */
export type ControlName =
  | 'wait-for-confirm'
  | 'retries'
  | 'retry-after'
  | 'backoff'
  | 'jitter'
  | 'retry-id'
  | 'store'
  | 'confirm'
  | 'ack-mode'
  | 'visibility'
  | 'prefetch'
  | 'delivery-limit'
  | 'ack'
  | 'work'
  | 'log'
  | 'log-window'
  | 'key';

type Names = Readonly<Partial<Record<ControlName, string>>>;

const sqs: Names = {
  'wait-for-confirm': 'SendMessage',
  visibility: 'VisibilityTimeout',
  prefetch: 'MaxNumberOfMessages',
  'delivery-limit': 'maxReceiveCount',
  ack: 'DeleteMessage',
};

/** What a system's own manual calls the setting; the same in every language. */
const names: Readonly<Record<System, Names>> = {
  plain: {},
  rabbitmq: {
    'wait-for-confirm': 'confirm.select',
    store: 'durable, persistent',
    confirm: 'basic.ack',
    'ack-mode': 'autoAck',
    visibility: 'consumer_timeout',
    prefetch: 'basic.qos',
    'delivery-limit': 'x-delivery-limit',
    ack: 'basic.ack',
  },
  'sqs-standard': sqs,
  'sqs-fifo': { ...sqs, 'retry-id': 'MessageDeduplicationId' },
  kafka: {
    'wait-for-confirm': 'acks=0 / acks=all',
    retries: 'retries',
    'retry-after': 'request.timeout.ms',
    backoff: 'retry.backoff.ms',
    confirm: 'acks',
    prefetch: 'max.poll.records',
    ack: 'commitSync',
  },
};

/**
 * Settings that a system doesn't have. SQS and Kafka always store, and forget nothing because they have sent it; SQS
 * answers only once it has stored; a consumer group of Kafka parks nothing automatically.
 */
const missing: Readonly<Record<System, readonly ControlName[]>> = {
  plain: [],
  rabbitmq: [],
  'sqs-standard': ['store', 'confirm', 'ack-mode'],
  'sqs-fifo': ['store', 'confirm', 'ack-mode'],
  kafka: ['delivery-limit', 'store', 'ack-mode'],
};

export function settingName(control: ControlName, system: System): string | undefined {
  return names[system][control];
}

/** Whether a round offers the setting: its system may lack it, or its level fix it where people tap. */
export function hasSetting(control: ControlName, settings: RoundSettings): boolean {
  return !missing[settings.system].includes(control) && (settings.autopilot || isByHand(control, settings));
}

function isByHand(control: ControlName, { profile, offered }: RoundSettings): boolean {
  switch (control) {
    case 'ack-mode':
    case 'log':
    case 'log-window':
    case 'key':
      return false;
    case 'ack':
      return profile.ackMode === 'manual';
    case 'visibility':
      return profile.visibilityMs === 0;
    case 'delivery-limit':
      return offered.includes('park');
    default:
      return true;
  }
}
