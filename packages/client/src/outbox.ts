import type { HostCommand, PlayerCommand } from '@ack-attack/engine';
import { wireLimits, type CommandResult, type CommandMessage } from '@ack-attack/protocol';
import { nanoid } from 'nanoid';
import { resendAfter } from './backoff.ts';
import { ClientError } from './client-error.ts';
import { createAlarm, type Schedule } from './schedule.ts';
import { readJson } from './stored-json.ts';
import type { KeyValueStorage } from './storage.ts';

/*
 * Commands leave in the order they were given, one at a time, and every one is kept in the storage before it
 * is sent and until it is answered.
 *
 * Numbers. A command gets its number when it is about to be sent for the first time: one more than the
 * highest that this device has used and that the server has seen from the seat. Until then no server can have
 * accepted it, so the number fits, even if another device of the seat sends in the meantime. A command that
 * is sent again keeps number and ID: the server knows a repeat by them.
 *
 * 'stale-command' means that the seat's last accepted command has this number or a higher one and another ID.
 * Either this one was never accepted, because another device of the seat was faster, or it was accepted, its
 * answer was lost and the other device went on from there. Which of the two decides what is right:
 * - Where every try went over the connection that says 'stale-command', it was never accepted: a server knows
 *   the ID of what it accepted as long as it runs. It gets the seat's next number and is sent again, still
 *   under its ID, so that the server would know it all the same.
 * - Where a try went over an earlier connection, a server that has ended since may have accepted it, and
 *   nothing the client can see excludes that. Renumbered it might be done twice, so the caller is told
 *   'stale-command', looks at the view and decides again.
 */

const capacity = 50;
/** A code unit is at most three bytes, and number and ID come on top. */
const longestCommand = Math.floor((wireLimits.packetBytes - 200) / 3);

/** A command that has not been answered. */
export interface PendingCommand {
  id: string;
  command: HostCommand | PlayerCommand;
  /** Absent until it is about to be sent. */
  seq?: number;
}

export interface OutboxCounts {
  /** Commands that were sent at least once by this client. */
  sent: number;
  /** Times that one was sent again. */
  resent: number;
  accepted: number;
  rejected: number;
}

interface Stored {
  /** Highest number this device has used. */
  last: number;
  entries: readonly PendingCommand[];
}

export interface Outbox {
  readonly pending: readonly PendingCommand[];
  readonly counts: OutboxCounts;
  /** @throws ClientError not-allowed, too-large, limit-reached */
  add(command: HostCommand | PlayerCommand): Promise<CommandResult>;
  /** Serves the seat whose commands are kept under `key`, with what an earlier page left there. */
  adopt(key: string): void;
  /** The server is there and has accepted the seat's commands up to `lastSeq`. */
  start(lastSeq: number): void;
  /** The server is away. */
  pause(): void;
  answer(answer: CommandResult): void;
  /** Gives up on what was not sent yet and not answered, for good. */
  forget(): void;
  /** Rejects pending promises: no answer will arrive here. The stored commands stay. */
  close(): void;
}

export interface OutboxParts {
  storage: KeyValueStorage;
  random: () => number;
  schedule: Schedule;
  send: (message: CommandMessage) => void;
  /** Asks for the seat's last number; `start` brings it. */
  askNumber: () => void;
  changed: () => void;
}

/** Answers that ask for another try instead of ending the command. */
const again: ReadonlySet<string> = new Set(['store-unavailable', 'rate-limited']);

export function createOutbox({ storage, random, schedule, send, askNumber, changed }: OutboxParts): Outbox {
  let key: string | undefined;
  let last = 0;
  let entries: readonly PendingCommand[] = [];
  let started = false;
  let sends = 0;
  /** Whether the first command was sent over an earlier connection too. */
  let sentBefore = false;
  const counts: OutboxCounts = { sent: 0, resent: 0, accepted: 0, rejected: 0 };
  const waiting = new Map<string, { resolve: (answer: CommandResult) => void; reject: (error: ClientError) => void }>();
  const retry = createAlarm(schedule);

  function keep(): void {
    if (key !== undefined) storage.set(key, JSON.stringify({ last, entries } satisfies Stored));
  }

  function push(): void {
    let head = entries[0];
    if (!started || !head) return;
    if (head.seq === undefined) {
      last += 1;
      head = { ...head, seq: last };
      entries = [head, ...entries.slice(1)];
      keep();
      counts.sent++;
    } else {
      counts.resent++;
    }
    sends++;
    retry.set(push, resendAfter(sends, random));
    send({ seq: head.seq!, id: head.id, command: head.command });
  }

  function abandon(id: string, error: ClientError): void {
    waiting.get(id)?.reject(error);
    waiting.delete(id);
  }

  return {
    get pending() {
      return entries;
    },
    get counts() {
      return { ...counts };
    },
    add(command) {
      if (key === undefined) return Promise.reject(new ClientError('not-allowed'));
      if (entries.length >= capacity) return Promise.reject(new ClientError('limit-reached'));
      if (JSON.stringify(command).length > longestCommand) {
        return Promise.reject(new ClientError('too-large'));
      }
      const entry: PendingCommand = { id: nanoid(), command };
      entries = [...entries, entry];
      keep();
      const answered = new Promise<CommandResult>((resolve, reject) => waiting.set(entry.id, { resolve, reject }));
      if (entries.length === 1) push();
      changed();
      return answered;
    },
    adopt(newKey) {
      const stored = readJson<Stored>(storage, newKey);
      key = newKey;
      last = stored && Number.isSafeInteger(stored.last) ? stored.last : 0;
      entries = stored && Array.isArray(stored.entries) ? stored.entries : [];
      // Another page of the same device may have dealt with a command in the meantime.
      for (const id of [...waiting.keys()]) {
        if (!entries.some((entry) => entry.id === id)) abandon(id, new ClientError('superseded'));
      }
    },
    start(lastSeq) {
      last = Math.max(last, lastSeq);
      started = true;
      sends = 0;
      sentBefore = entries[0]?.seq !== undefined;
      push();
    },
    pause() {
      started = false;
      retry.clear();
    },
    answer(answer) {
      const head = entries[0];
      // A late answer to an earlier command, or the second one to the same.
      if (!head || head.id !== answer.id || head.seq === undefined) return;
      if (answer.outcome === 'rejected' && again.has(answer.code)) {
        // The server waits for its store itself: a client that retries soon is served once the store is back.
        if (answer.code === 'store-unavailable') retry.set(push, resendAfter((sends = 1), random));
        return;
      }
      if (answer.outcome === 'rejected' && answer.code === 'stale-command' && !sentBefore) {
        const { seq: _taken, ...unnumbered } = head;
        entries = [unnumbered, ...entries.slice(1)];
        keep();
        this.pause();
        return askNumber();
      }
      retry.clear();
      sends = 0;
      sentBefore = false;
      counts[answer.outcome]++;
      entries = entries.slice(1);
      keep();
      waiting.get(answer.id)?.resolve(answer);
      waiting.delete(answer.id);
      push();
      changed();
    },
    forget() {
      if (key !== undefined) storage.remove(key);
      key = undefined;
      entries = [];
      last = 0;
      this.close();
    },
    close() {
      this.pause();
      for (const id of [...waiting.keys()]) abandon(id, new ClientError('closed'));
    },
  };
}
