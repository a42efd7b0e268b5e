export { createClient } from './client.ts';
export type { Client, ClientOptions, CommandOf, Delay, Side, Status, ViewOf } from './client-api.ts';
export { ClientError, type ClientErrorCode } from './client-error.ts';
export { rememberedSeat, type RememberedSeat } from './credentials.ts';
export type { Link, LinkListener } from './link.ts';
export type { OutboxCounts, PendingCommand } from './outbox.ts';
export { systemSchedule, type Schedule } from './schedule.ts';
export { socketLink } from './socket-link.ts';
export { browserStorage, memoryStorage, type KeyValueStorage } from './storage.ts';
