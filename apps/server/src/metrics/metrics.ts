import type { ErrorCode } from '@ack-attack/protocol';
import type { SessionDirectory } from '@ack-attack/session';
import type { SessionStore } from '@ack-attack/store';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const phases = ['lobby', 'playing', 'paused', 'predicting', 'revealed', 'finished'] as const;
const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

interface WatchedParts {
  directory: Pick<SessionDirectory, 'rooms' | 'inUse' | 'maxRooms'>;
  admission: { inside: number; sockets: number; waiting: number; limits: { connections: number } };
  requests: { underWay: number };
  loopDelayMs: () => number;
}

/**
 * What operators watch. Labels come from closed sets only: no name, room code, session or address is in a metric, and
 * their number is the same for one room and for ten thousand.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly commandSeconds = this.#histogram('command_seconds', 'Time from a command to its result, by sender.', [
    'by',
    'outcome',
  ]);
  readonly rejections = this.#counter('rejections_total', 'Rejected commands, by code.', ['code']);
  readonly refusals = this.#counter('refusals_total', 'Refused clients, by code.', ['code']);
  readonly shed = this.#counter('shed_total', 'Clients refused or disconnected to shed load, by reason.', ['reason']);
  readonly entered = this.#counter('entered_total', 'Admitted clients, by kind.', ['as']);
  readonly viewsSent = this.#counter('views_sent_total', 'Views and patches sent.', []);
  readonly storeSeconds = this.#histogram('store_seconds', 'Calls of the store.', ['call']);
  readonly storeErrors = this.#counter('store_errors_total', 'Calls of the store that failed.', ['call']);
  readonly conflicts = this.#counter(
    'append_conflicts_total',
    'Appends rejected by a version conflict with another server.',
    [],
  );
  readonly eventsAppended = this.#counter('events_appended_total', 'Events written to logs.', []);
  readonly readingSeconds = this.#histogram('reading_seconds', 'Readings of logs for reports and reviews.', ['of']);
  readonly failures = this.#counter('failures_total', 'Unhandled background failures; see the logs.', []);

  /** Takes the numbers that are there at any moment from where they are. */
  watch({ directory, admission, requests, loopDelayMs }: WatchedParts): void {
    this.#gauge('rooms', 'Rooms in memory, by phase.', ['phase'], (gauge) => {
      for (const phase of phases) gauge.set({ phase }, 0);
      for (const { state } of directory.rooms) if (state.phase !== 'none') gauge.inc({ phase: state.phase });
    });
    this.#gauge('rooms_in_use', 'Rooms with a connected client or a timer due.', [], (gauge) =>
      gauge.set(directory.inUse),
    );
    this.#gauge('rooms_limit', 'Limit of concurrent rooms.', [], (gauge) => gauge.set(directory.maxRooms));
    this.#gauge(
      'connections',
      'Open sockets, by state: authenticated (inside), not yet (stranger), or waiting for admission.',
      ['state'],
      (gauge) => {
        gauge.set({ state: 'inside' }, admission.inside);
        gauge.set({ state: 'stranger' }, admission.sockets - admission.inside);
        gauge.set({ state: 'waiting' }, admission.waiting);
      },
    );
    this.#gauge('connections_limit', 'Limit of concurrent clients.', [], (gauge) =>
      gauge.set(admission.limits.connections),
    );
    this.#gauge('requests_under_way', 'HTTP requests in flight.', [], (gauge) => gauge.set(requests.underWay));
    this.#gauge('loop_delay_seconds', 'How late the event loop is: 90th percentile of a second.', [], (gauge) =>
      gauge.set(loopDelayMs() / 1_000),
    );
  }

  watchReadings(waiting: () => number): void {
    this.#gauge('readings_waiting', 'Readings of logs that wait for others to be done.', [], (gauge) =>
      gauge.set(waiting()),
    );
  }

  /** Adds what Node knows of its process. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  answered(by: 'player' | 'host', code: ErrorCode | undefined, tookMs: number): void {
    this.commandSeconds.observe({ by, outcome: code === undefined ? 'accepted' : 'rejected' }, tookMs / 1_000);
    if (code !== undefined) this.rejections.inc({ code });
  }

  /** The same store, with its calls measured. */
  measure(store: SessionStore): SessionStore {
    const measured: ReadonlySet<unknown> = new Set([
      'create',
      'append',
      'read',
      'saveSnapshot',
      'probe',
      'loadSnapshot',
      'list',
    ]);
    return new Proxy(store, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        const call = member.bind(target) as (...args: unknown[]) => unknown;
        return measured.has(key) ? (...args: unknown[]) => this.#time(key as string, args, call(...args)) : call;
      },
    });
  }

  async #time(call: string, args: readonly unknown[], result: unknown): Promise<unknown> {
    const end = this.storeSeconds.startTimer({ call });
    try {
      const value = await result;
      if (call === 'append') {
        const { outcome } = value as Awaited<ReturnType<SessionStore['append']>>;
        if (outcome === 'conflict') this.conflicts.inc();
        else this.eventsAppended.inc((args[2] as readonly unknown[]).length);
      }
      return value;
    } catch (error) {
      this.storeErrors.inc({ call });
      throw error;
    } finally {
      end();
    }
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `ack_attack_${name}`, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    return new Histogram({
      name: `ack_attack_${name}`,
      help,
      labelNames,
      buckets: seconds,
      registers: [this.registry],
    });
  }

  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    read: (gauge: Gauge<Label>) => void,
  ): void {
    new Gauge({
      name: `ack_attack_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        read(this);
      },
    });
  }
}
