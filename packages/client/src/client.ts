import {
  clientTimes,
  isOwn,
  normalizeRoomCode,
  protocolVersion,
  type Greeting,
  type Hello,
  type Join,
  type Refused,
  type ServerEvents,
  type Synced,
  type ViewMessage,
  type Welcome,
} from '@ack-attack/protocol';
import { askAgainAfter, resendAfter } from './backoff.ts';
import type { Client, ClientOptions, Side, ViewOf } from './client-api.ts';
import { ClientError } from './client-error.ts';
import { deviceName, forgetJoin, forgetSeat, joinToken, rememberedSeat, rememberSeat } from './credentials.ts';
import { steadyNow } from './device-clock.ts';
import { initialState } from './client-state.ts';
import type { TransportListener } from './transport.ts';
import { createOutbox } from './outbox.ts';
import { createAlarm, systemSchedule } from './schedule.ts';
import { createServerClock } from './server-clock.ts';
import { socketTransport } from './socket-transport.ts';
import { browserStorage } from './storage.ts';
import { createViewCopy } from './view-copy.ts';

/** A single failure is not reported. */
const failuresTold = 2;
/** Temporary refusals: the same request may succeed in a moment. */
const passing: ReadonlySet<string> = new Set(['store-unavailable', 'rate-limited', 'internal']);

/** A client of one session. It does nothing before `join` or `resume`. */
export function createClient<As extends Side>(options: ClientOptions<As>): Client<As> {
  const { as, now = steadyNow, random = Math.random, schedule = systemSchedule } = options;
  const calendarNow = options.calendarNow ?? options.now ?? Date.now;
  const storage = options.storage ?? browserStorage();
  const link = options.link ?? socketTransport(options.url);
  const state = initialState();
  const copy = createViewCopy();
  const clock = createServerClock(now);
  const handshake = createAlarm(schedule);
  const sync = createAlarm(schedule);
  const probe = createAlarm(schedule);
  const listeners = new Set<() => void>();
  const outbox = createOutbox({
    storage,
    random,
    schedule,
    changed,
    send: (message) => link.send('command', message),
    askNumber: () => {
      state.numberAsked = true;
      greet();
    },
  });

  /** Names the connection's room: by its code, or by the session as long as only that is known. */
  function room(): string | undefined {
    if (state.welcome) return state.welcome.roomCode;
    if (state.intent?.event !== 'hello') return state.intent?.message.room;
    const { session } = state.intent.message;
    const seat = rememberedSeat(storage, as);
    return seat?.session === session ? seat.roomCode : session;
  }

  function changed(): void {
    for (const listener of [...listeners]) listener();
  }

  function enter(next: Greeting): Promise<Welcome> {
    stop(new ClientError('closed'));
    state.intent = next;
    state.status = 'connecting';
    state.refusal = undefined;
    state.delay = undefined;
    state.welcome = undefined;
    state.saves = true;
    state.unsaved = 0;
    const entered = new Promise<Welcome>((resolve, reject) => (state.entering = { resolve, reject }));
    open();
    changed();
    return entered;
  }

  function open(): void {
    link.open(listener, room(), () => {
      state.askedAt = now();
      return state.intent;
    });
  }

  /** Several screens share one secret, but not one count of commands; a seat has one phone at a time. */
  function greeting(session: string, token: string): Hello {
    const hello = { protocol: protocolVersion, as, session, token };
    return as === 'phone' ? hello : { ...hello, device: deviceName(storage) };
  }

  /** Ends the connection, and rejects what waits for it. */
  function stop(error: ClientError): void {
    link.close();
    state.up = false;
    quiet();
    state.entering?.reject(error);
    state.entering = undefined;
  }

  function quiet(): void {
    state.numberAsked = false;
    handshake.clear();
    sync.clear();
    probe.clear();
    outbox.pause();
  }

  function greet(): void {
    if (!state.up || !state.intent) return;
    state.askedAt = now();
    awaitWelcome();
    if (state.intent.event === 'join') link.send('join', state.intent.message);
    else link.send('hello', state.intent.message);
  }

  function awaitWelcome(): void {
    state.tries++;
    handshake.set(greet, resendAfter(state.tries, random));
  }

  function heard(): void {
    state.heardAt = now();
    state.heardOn = calendarNow();
  }

  /**
   * Whether nothing was heard for longer than a server is ever silent. The steady clock may have slept with the device,
   * and the calendar may have been set back: the one that says more is right, or costs one connection.
   */
  const isSilent = () =>
    Math.max(now() - state.heardAt, calendarNow() - state.heardOn) > clientTimes.syncEveryMs + clientTimes.probeMs;

  function askSync(): void {
    // A network that drops all packets silently ends no connection, and Socket.IO waits for much longer.
    if (isSilent()) return reopen();
    sync.set(askSync, state.whole ? clientTimes.resendAfterMs : clientTimes.syncEveryMs);
    link.send('sync', { version: state.whole ? 0 : copy.version, sentAt: now() });
  }

  function onWelcome(message: Welcome): void {
    if (!state.intent || !state.up) return;
    if (state.status === 'online') {
      // Another one is the answer to a hello that was sent twice, where it is not asked for its number.
      if (!state.numberAsked) return;
      state.numberAsked = false;
      handshake.clear();
      outbox.start(message.lastSeq);
      return askSync();
    }
    const first = state.entering !== undefined;
    const entered = `${message.session}/${message.player ?? message.as}`;
    if (entered !== state.seat) copy.forget();
    state.seat = entered;
    handshake.clear();
    state.delay = undefined;
    state.unsaved = 0;
    state.saves = true;
    clock.measure(state.askedAt, message.serverNow);
    const { token } = state.intent.message;
    state.intent = { event: 'hello', message: greeting(message.session, token) };
    state.welcome = message;
    state.status = 'online';
    rememberSeat(storage, message, token);
    if (first) outbox.adopt(`ack-attack/outbox/${state.seat}`);
    outbox.start(message.lastSeq);
    state.whole = copy.view === undefined;
    askSync();
    state.entering?.resolve(message);
    state.entering = undefined;
    changed();
  }

  /** Asked to wait: without a connection meanwhile, as it is connections that the server has too many of. */
  function joinLate({ code, retryAfterMs = 0, claimNumber }: Refused): void {
    link.close();
    state.up = false;
    quiet();
    const waitMs = askAgainAfter(retryAfterMs, random);
    state.delay = { code, until: now() + waitMs, ...(claimNumber === undefined ? {} : { claimNumber }) };
    if (state.status === 'online') state.status = 'offline';
    handshake.set(open, waitMs);
    changed();
  }

  function onRefused(message: Refused): void {
    if (!state.intent) return;
    if (message.retryAfterMs !== undefined) return joinLate(message);
    if (message.code === 'store-unavailable' && ++state.unsaved === failuresTold) onSaving(false);
    if (passing.has(message.code)) return;
    const asked = room();
    state.delay = undefined;
    state.refusal = message;
    state.status = 'refused';
    state.intent = undefined;
    if (message.code === 'claim-refused' && asked !== undefined) forgetJoin(storage, asked);
    stop(new ClientError(message.code, message));
    changed();
  }

  function onSaving(works: boolean): void {
    if (state.saves === works) return;
    state.saves = works;
    changed();
  }

  function onView(message: ViewMessage): void {
    if (state.status !== 'online') return;
    const taken = copy.take(message);
    if ('view' in message) state.whole = false;
    if (taken === 'gap' && !state.whole) {
      state.whole = true;
      askSync();
    }
    if (taken === 'changed') changed();
  }

  function onSynced(message: Synced): void {
    probe.clear();
    clock.measure(message.sentAt, message.serverNow);
  }

  const packets: { [E in keyof ServerEvents]: (payload: Parameters<ServerEvents[E]>[0]) => void } = {
    welcome: onWelcome,
    refused: onRefused,
    answer: (answer) => {
      if (state.status === 'online') outbox.answer(answer);
    },
    view: onView,
    synced: onSynced,
    saving: ({ works }) => onSaving(works),
  };

  const listener: TransportListener = {
    up(greeted = false) {
      state.up = true;
      heard();
      state.tries = 0;
      if (state.status === 'online') {
        // The server knows nothing of this connection yet, and what was on its way over the other one may be lost.
        quiet();
        state.numberAsked = true;
      }
      if (greeted) awaitWelcome();
      else greet();
    },
    down() {
      state.up = false;
      quiet();
      if (state.status === 'online') {
        state.status = 'offline';
        changed();
      }
    },
    packet(event, payload) {
      heard();
      if (isOwn(packets, event)) packets[event](payload);
    },
  };

  function reopen(): void {
    listener.down();
    open();
  }

  function joining(room: string, name: string): Join {
    return { protocol: protocolVersion, room: normalizeRoomCode(room), name, token: joinToken(storage, room) };
  }

  return {
    join(room, name) {
      return enter({ event: 'join', message: joining(room, name) });
    },
    claim(room, name) {
      return enter({ event: 'join', message: { ...joining(room, name), claim: true } });
    },
    resume(session, token) {
      return enter({ event: 'hello', message: greeting(session, token) });
    },
    leave() {
      state.intent = undefined;
      state.welcome = undefined;
      state.refusal = undefined;
      state.delay = undefined;
      state.seat = undefined;
      state.status = 'idle';
      stop(new ClientError('closed'));
      outbox.forget();
      copy.forget();
      forgetSeat(storage, as);
      changed();
    },
    send(command) {
      if (state.refusal) return Promise.reject(new ClientError(state.refusal.code));
      return outbox.add(command);
    },
    get view() {
      return copy.view as ViewOf<As> | undefined;
    },
    get version() {
      return copy.version;
    },
    get welcome() {
      return state.welcome;
    },
    get status() {
      return state.status;
    },
    get refusal() {
      return state.refusal;
    },
    get delay() {
      return state.delay;
    },
    get saves() {
      return state.saves;
    },
    get pending() {
      return outbox.pending;
    },
    get counts() {
      return outbox.counts;
    },
    serverNow: () => clock.now(),
    subscribe(subscriber) {
      // Each call is a separate subscription, even when two share a function.
      const own = () => subscriber();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    reconnectNow() {
      // A client that was asked to wait would only be asked again.
      if (!state.intent || state.delay) return;
      if (state.status !== 'online') return reopen();
      // The socket may have died unnoticed while the device slept. After so long a silence a new connection costs less
      // than waiting for the old one's answer.
      if (isSilent()) return reopen();
      probe.set(reopen, clientTimes.probeMs);
      askSync();
    },
    close() {
      state.intent = undefined;
      state.delay = undefined;
      stop(new ClientError('closed'));
      outbox.close();
      if (state.status !== 'refused') state.status = 'idle';
      changed();
    },
  };
}
