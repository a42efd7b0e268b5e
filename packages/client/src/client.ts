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
import type { Client, ClientOptions, Delay, Side, Status, ViewOf } from './client-api.ts';
import { ClientError } from './client-error.ts';
import { deviceName, forgetJoin, forgetSeat, joinToken, rememberedSeat, rememberSeat } from './credentials.ts';
import { steadyNow } from './device-clock.ts';
import type { TransportListener } from './transport.ts';
import { createOutbox } from './outbox.ts';
import { createAlarm, systemSchedule } from './schedule.ts';
import { createServerClock } from './server-clock.ts';
import { socketTransport } from './socket-transport.ts';
import { browserStorage } from './storage.ts';
import { createViewCopy } from './view-copy.ts';

/** A single failure is not worth an alarm. */
const failuresTold = 2;
/** Refusals that pass: the same question may be answered in a moment. */
const passing: ReadonlySet<string> = new Set(['store-unavailable', 'rate-limited', 'internal']);

/** A client of one session. It does nothing before `join` or `resume`. */
export function createClient<As extends Side>(options: ClientOptions<As>): Client<As> {
  const { as, now = steadyNow, random = Math.random, schedule = systemSchedule } = options;
  const calendarNow = options.calendarNow ?? options.now ?? Date.now;
  const storage = options.storage ?? browserStorage();
  const link = options.link ?? socketTransport(options.url);
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
      numberAsked = true;
      greet();
    },
  });

  let status: Status = 'idle';
  let welcome: Welcome | undefined;
  let refusal: Refused | undefined;
  let delay: Delay | undefined;
  let intent: Greeting | undefined;
  /** Whose view and outbox these are. */
  let seat: string | undefined;
  let up = false;
  let tries = 0;
  let askedAt = 0;
  /** When the server was last heard of, by the steady clock and by the calendar. */
  let heardAt = 0;
  let heardOn = 0;
  /** Whether the server can save what is done. */
  let saves = true;
  /** How often in a row the server could not save that this client comes in. */
  let unsaved = 0;
  /** Whether only a whole view is of use. */
  let whole = false;
  /** Whether a welcome is wanted for its number only. */
  let numberAsked = false;
  let entering: { resolve: (welcome: Welcome) => void; reject: (error: ClientError) => void } | undefined;

  /** Whose connection it is: the room's code, or the session as long as only that is known. */
  function room(): string | undefined {
    if (welcome) return welcome.roomCode;
    if (intent?.event !== 'hello') return intent?.message.room;
    const { session } = intent.message;
    const seat = rememberedSeat(storage, as);
    return seat?.session === session ? seat.roomCode : session;
  }

  function changed(): void {
    for (const listener of [...listeners]) listener();
  }

  function enter(next: Greeting): Promise<Welcome> {
    stop(new ClientError('closed'));
    intent = next;
    status = 'connecting';
    refusal = undefined;
    delay = undefined;
    welcome = undefined;
    saves = true;
    unsaved = 0;
    const entered = new Promise<Welcome>((resolve, reject) => (entering = { resolve, reject }));
    open();
    changed();
    return entered;
  }

  function open(): void {
    link.open(listener, room(), () => {
      askedAt = now();
      return intent;
    });
  }

  /** Several screens share one secret, but not one count of commands; a seat has one phone at a time. */
  function greeting(session: string, token: string): Hello {
    const hello = { protocol: protocolVersion, as, session, token };
    return as === 'phone' ? hello : { ...hello, device: deviceName(storage) };
  }

  /** Ends the connection and all that waits for it. */
  function stop(error: ClientError): void {
    link.close();
    up = false;
    quiet();
    entering?.reject(error);
    entering = undefined;
  }

  function quiet(): void {
    numberAsked = false;
    handshake.clear();
    sync.clear();
    probe.clear();
    outbox.pause();
  }

  function greet(): void {
    if (!up || !intent) return;
    askedAt = now();
    awaitWelcome();
    if (intent.event === 'join') link.send('join', intent.message);
    else link.send('hello', intent.message);
  }

  function awaitWelcome(): void {
    tries++;
    handshake.set(greet, resendAfter(tries, random));
  }

  function heard(): void {
    heardAt = now();
    heardOn = calendarNow();
  }

  /**
   * Whether nothing was heard for longer than a server is ever silent. The steady clock may have slept with the device,
   * and the calendar may have been set back: the one that says more is right, or costs one connection.
   */
  const isSilent = () =>
    Math.max(now() - heardAt, calendarNow() - heardOn) > clientTimes.syncEveryMs + clientTimes.probeMs;

  function askSync(): void {
    // A network that swallows everything ends no connection, and Socket.IO waits for much longer.
    if (isSilent()) return reopen();
    sync.set(askSync, whole ? clientTimes.resendAfterMs : clientTimes.syncEveryMs);
    link.send('sync', { version: whole ? 0 : copy.version, sentAt: now() });
  }

  function onWelcome(message: Welcome): void {
    if (!intent || !up) return;
    if (status === 'online') {
      // Another one is the answer to a hello that was sent twice, where it is not asked for its number.
      if (!numberAsked) return;
      numberAsked = false;
      handshake.clear();
      outbox.start(message.lastSeq);
      return askSync();
    }
    const first = entering !== undefined;
    const entered = `${message.session}/${message.player ?? message.as}`;
    if (entered !== seat) copy.forget();
    seat = entered;
    handshake.clear();
    delay = undefined;
    unsaved = 0;
    saves = true;
    clock.measure(askedAt, message.serverNow);
    const { token } = intent.message;
    intent = { event: 'hello', message: greeting(message.session, token) };
    welcome = message;
    status = 'online';
    rememberSeat(storage, message, token);
    if (first) outbox.adopt(`ack-attack/outbox/${seat}`);
    outbox.start(message.lastSeq);
    whole = copy.view === undefined;
    askSync();
    entering?.resolve(message);
    entering = undefined;
    changed();
  }

  /** Asked to wait: without a connection meanwhile, as it is connections that the server has too many of. */
  function joinLate({ code, retryAfterMs = 0, claimNumber }: Refused): void {
    link.close();
    up = false;
    quiet();
    const waitMs = askAgainAfter(retryAfterMs, random);
    delay = { code, until: now() + waitMs, ...(claimNumber === undefined ? {} : { claimNumber }) };
    if (status === 'online') status = 'offline';
    handshake.set(open, waitMs);
    changed();
  }

  function onRefused(message: Refused): void {
    if (!intent) return;
    if (message.retryAfterMs !== undefined) return joinLate(message);
    if (message.code === 'store-unavailable' && ++unsaved === failuresTold) onSaving(false);
    if (passing.has(message.code)) return;
    const asked = room();
    delay = undefined;
    refusal = message;
    status = 'refused';
    intent = undefined;
    if (message.code === 'claim-refused' && asked !== undefined) forgetJoin(storage, asked);
    stop(new ClientError(message.code, message));
    changed();
  }

  function onSaving(works: boolean): void {
    if (saves === works) return;
    saves = works;
    changed();
  }

  function onView(message: ViewMessage): void {
    if (status !== 'online') return;
    const taken = copy.take(message);
    if ('view' in message) whole = false;
    if (taken === 'gap' && !whole) {
      whole = true;
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
      if (status === 'online') outbox.answer(answer);
    },
    view: onView,
    synced: onSynced,
    saving: ({ works }) => onSaving(works),
  };

  const listener: TransportListener = {
    up(greeted = false) {
      up = true;
      heard();
      tries = 0;
      if (status === 'online') {
        // The server knows nothing of this connection yet, and what was on its way over the other one may be lost.
        quiet();
        numberAsked = true;
      }
      if (greeted) awaitWelcome();
      else greet();
    },
    down() {
      up = false;
      quiet();
      if (status === 'online') {
        status = 'offline';
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
      intent = undefined;
      welcome = undefined;
      refusal = undefined;
      delay = undefined;
      seat = undefined;
      status = 'idle';
      stop(new ClientError('closed'));
      outbox.forget();
      copy.forget();
      forgetSeat(storage, as);
      changed();
    },
    send(command) {
      if (refusal) return Promise.reject(new ClientError(refusal.code));
      return outbox.add(command);
    },
    get view() {
      return copy.view as ViewOf<As> | undefined;
    },
    get version() {
      return copy.version;
    },
    get welcome() {
      return welcome;
    },
    get status() {
      return status;
    },
    get refusal() {
      return refusal;
    },
    get delay() {
      return delay;
    },
    get saves() {
      return saves;
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
      if (!intent || delay) return;
      if (status !== 'online') return reopen();
      // The socket may have died while the device slept, and nobody has noticed: who heard nothing for so long has
      // slept, and a new connection costs less than waiting for the dead one's answer.
      if (isSilent()) return reopen();
      probe.set(reopen, clientTimes.probeMs);
      askSync();
    },
    close() {
      intent = undefined;
      delay = undefined;
      stop(new ClientError('closed'));
      outbox.close();
      if (status !== 'refused') status = 'idle';
      changed();
    },
  };
}
