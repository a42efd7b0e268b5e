import { clientTimes } from '@ack-attack/protocol';
import { createAlarm, type Schedule } from './schedule.ts';

/** Waits after a refusal; the longest is short, because most networks come back without notifying the page. */
const retryMs = { first: 300, longest: 1_500 } as const;
/** The server's estimate of its queue is trusted for this long at most. */
const longestQueueMs = 30_000;
/** Without an answer a probe is sent this often, and waited for this long: a browser allows six requests at a time. */
const probes = { everyMs: 400, answerMs: 1_500 } as const;
/** A try is doubted after this time at least. With the jitter and a probe's time a hanging one is replaced within 5 s. */
const doubt = { afterMs: 2_800, longestMs: 15_000, growth: 1.5, jitter: 0.25 } as const;
/** After so many refusals a page that polls first begins with a WebSocket again, and falls back to polling. */
const mostRefused = 3;
/** A page that polls tries a WebSocket after this time, then ever less often. */
const upgradeMs = { first: 15_000, longest: 300_000 } as const;

export type TransportName = 'websocket' | 'polling';

const other = { websocket: 'polling', polling: 'websocket' } as const;

/** What a page has learned about its network; it outlives the connections. */
export interface TransportMemory {
  /** What connections are tried over first. */
  preferred: TransportName;
  /** Upgrades in a row that came to nothing. */
  upgradesFailed: number;
}

/** A connection that is being made or is up, or a probe that was sent. */
export interface Try {
  close(): void;
}

/** How a connection goes: each of these is called at most once, and none after `close`. */
export interface TryListener {
  /** The server has answered, and the connection is not up yet: polling takes several requests. */
  heard(): void;
  up(transport: TransportName): void;
  /** It could not be made. */
  failed(): void;
  /** It was up and is no more. `goodbye`: the server ended it; `silence`: nothing came for too long. */
  down(why: 'goodbye' | 'silence' | 'lost'): void;
}

/** How a probe ends: once, and not after `close`. */
export interface ProbeListener {
  /**
   * Something answered.
   *
   * @param waitMs how long new connections wait for their turn at the server; undefined where another machine answered
   */
  up(waitMs: number | undefined): void;
  failed(): void;
}

interface KeptConnectionOptions<T extends Try> {
  /** Makes a connection over that transport; where a WebSocket is refused, it may end up with polling. */
  attempt: (listener: TryListener, transport: TransportName) => T;
  /** Makes a WebSocket beside the connection that polls. The server must not notice whose it is before it takes over. */
  upgrade: (listener: TryListener) => T;
  /** Asks for anything at all from the server's side. */
  probe: (listener: ProbeListener) => Try;
  /** Also called when an upgrade takes the place of the connection that was up. */
  onUp: () => void;
  onDown: () => void;
  memory: TransportMemory;
  schedule: Schedule;
  /** From 0 up to, not including, 1. */
  random: () => number;
}

export interface KeptConnection<T extends Try> {
  /** The connection that is up. */
  readonly current: T | undefined;
  readonly state: ConnectionState;
  /** Begins afresh. `silent`: whether the network was just found to answer nothing. */
  open(silent: boolean): void;
  close(): void;
}

/**
 * What each state has under way, and what its timer waits for:
 *
 * | state      | connection              | probes         | timer                               |
 * | ---------- | ----------------------- | -------------- | ----------------------------------- |
 * | closed     | none                    | none           | none                                |
 * | connecting | a try                   | none           | the try takes suspiciously long     |
 * | doubting   | the same try            | every 0.4 s    | no probe was answered in time       |
 * | searching  | a try, a new one at 5 s | every 0.4 s    | the try is 5 s old                  |
 * | shaking    | the same try            | none           | the rest should have come           |
 * | queued     | the same try            | none           | its turn should have come           |
 * | backingOff | none                    | none           | time for the next probe             |
 * | looking    | none                    | one            | none; a probe has its own           |
 * | up         | up, a WebSocket         | none           | none                                |
 * | polling    | up, polls               | none           | time to try a WebSocket             |
 * | upgrading  | up, polls, and a try    | none           | the WebSocket hangs                 |
 * | dropped    | none; was up            | none           | time to connect again               |
 * | silenced   | none; was up            | none           | the same, on a network that is dead |
 */
export type ConnectionState =
  | 'closed'
  | 'connecting'
  | 'doubting'
  | 'searching'
  | 'shaking'
  | 'queued'
  | 'backingOff'
  | 'looking'
  | 'up'
  | 'polling'
  | 'upgrading'
  | 'dropped'
  | 'silenced';

type ConnectionEvent =
  /** The page wants a connection. */
  | 'opened'
  /** The page wants a new connection, because the network answers nothing. */
  | 'openedInSilence'
  /** The page wants no connection any more. */
  | 'closed'
  /** The server has answered the try, which is not up yet. */
  | 'heard'
  /** The try is up, as a WebSocket. */
  | 'upAsWebSocket'
  /** The try is up, by polling. */
  | 'upByPolling'
  | 'refused'
  /** The server answered a probe, and new connections need not wait there. */
  | 'answered'
  /** The server answered a probe: new connections wait for their turn there. */
  | 'busy'
  /** A proxy answered a probe in the place of the server. */
  | 'answeredByOther'
  /** A probe was refused. */
  | 'unreachable'
  /** A probe was not answered in time. */
  | 'unanswered'
  /** The state's timer has run out. */
  | 'due'
  /** The connection that was up is gone. */
  | 'lost'
  /** The same, because nothing came for too long. */
  | 'lostInSilence';

/** An event that a state does not name changes nothing. */
type Transitions = Partial<Record<ConnectionEvent, ConnectionState>>;

const fromAnyState: Transitions = { opened: 'connecting', openedInSilence: 'searching', closed: 'closed' };

const tryEnds: Transitions = { upAsWebSocket: 'up', upByPolling: 'polling', refused: 'backingOff' };

const transitions: Record<ConnectionState, Transitions> = {
  closed: {},
  connecting: { ...tryEnds, heard: 'shaking', due: 'doubting' },
  // An answer shows that HTTP comes through where the try does not. Thousands of clients that gave up their places in the
  // server's queue and came again would keep each other out.
  doubting: {
    ...tryEnds,
    heard: 'shaking',
    answered: 'connecting',
    answeredByOther: 'connecting',
    busy: 'queued',
    due: 'searching',
  },
  // What was tried while the network was dead may never arrive, so an answer starts a new try.
  searching: {
    ...tryEnds,
    heard: 'shaking',
    answered: 'connecting',
    answeredByOther: 'connecting',
    busy: 'queued',
    due: 'searching',
  },
  // The transport works, and a network or a device that is slow needs time for the rest.
  shaking: { ...tryEnds, due: 'searching' },
  // The server may never have heard of the try, which says nothing about its transport. So this does not lead to doubt.
  queued: { ...tryEnds, heard: 'shaking', due: 'searching' },
  backingOff: { due: 'looking' },
  looking: {
    answered: 'connecting',
    answeredByOther: 'connecting',
    busy: 'connecting',
    unreachable: 'backingOff',
    unanswered: 'searching',
  },
  up: { lost: 'dropped', lostInSilence: 'silenced' },
  polling: { lost: 'dropped', lostInSilence: 'silenced', due: 'upgrading' },
  upgrading: { lost: 'dropped', lostInSilence: 'silenced', upAsWebSocket: 'up', refused: 'polling', due: 'polling' },
  dropped: { due: 'connecting' },
  silenced: { due: 'searching' },
};

/** What of the state before goes on. */
const keepsTry: ReadonlySet<ConnectionState> = new Set(['doubting', 'searching', 'shaking', 'queued']);
const keepsProbes: ReadonlySet<ConnectionState> = new Set(['doubting', 'searching']);
const keepsCurrent: ReadonlySet<ConnectionState> = new Set(['up', 'polling', 'upgrading']);

/**
 * Keeps one connection up. A try that gets no answer has one of three causes, and probes by plain HTTP tell which.
 *
 * - Nothing answers: the network is dead. Probes are sent again and again beside one try, because a browser delays the
 *   connections of a page that tried many without success. The first answer starts a new try.
 * - The server answers that connections wait for their turn: the try keeps its place.
 * - The server answers that nothing waits: something on the way swallows WebSockets. The page polls, and tries a WebSocket
 *   again beside that, ever less often.
 */
export function keepConnection<T extends Try>(options: KeptConnectionOptions<T>): KeptConnection<T> {
  const { attempt, upgrade, probe, onUp, onDown, memory, schedule, random } = options;
  const timer = createAlarm(schedule);
  const nextProbe = createAlarm(schedule);
  const underWay = new Set<() => void>();
  let state: ConnectionState = 'closed';
  let tried: T | undefined;
  let current: T | undefined;
  let queueMs = 0;
  /** Refusals in a row, of tries and probes. */
  let refusals = 0;
  /** Tries that were replaced in silence, since something answered. */
  let silentTries = 0;
  /** Tries in a row that were refused. */
  let triesRefused = 0;
  /** Tries in a row that hung while something answered: on a slow network each one gets more time than the last. */
  let hangs = 0;

  const around = (ms: number) => ms * (0.7 + 0.6 * random());
  const setTimer = (ms: number) => timer.set(() => happened('due'), ms);

  const begin: Record<ConnectionState, () => void> = {
    closed() {},
    connecting() {
      silentTries = 0;
      startTry((listener) => attempt(listener, memory.preferred));
      const afterMs = Math.min(doubt.longestMs, doubt.afterMs * doubt.growth ** hangs);
      // Clients that lost their connections together must not all probe together.
      setTimer(afterMs * (1 + doubt.jitter * random()));
    },
    doubting() {
      setTimer(probes.answerMs);
      sendProbes();
    },
    searching() {
      if (!tried) {
        // Where answers take longer than a probe is waited for, no probe tells which transport hangs.
        const transport = silentTries % 2 === 0 ? memory.preferred : other[memory.preferred];
        startTry((listener) => attempt(listener, transport));
      }
      silentTries++;
      setTimer(clientTimes.connectMs);
      if (underWay.size === 0) nextProbe.set(sendProbes, around(probes.everyMs));
    },
    shaking() {
      setTimer(clientTimes.connectMs);
    },
    queued() {
      setTimer(clientTimes.connectMs + around(Math.min(longestQueueMs, queueMs)));
    },
    backingOff() {
      const waitMs = Math.min(retryMs.longest, retryMs.first * 2 ** refusals);
      refusals++;
      setTimer(around(waitMs));
    },
    looking: sendProbe,
    up() {},
    polling() {
      setTimer(around(Math.min(upgradeMs.longest, upgradeMs.first * 2 ** memory.upgradesFailed)));
    },
    upgrading() {
      startTry(upgrade);
      setTimer(clientTimes.connectMs);
    },
    dropped() {
      setTimer(retryMs.first * random());
    },
    silenced() {
      setTimer(around(retryMs.first));
    },
  };

  function happened(event: ConnectionEvent): void {
    const next = transitions[state][event] ?? fromAnyState[event];
    if (next === undefined) return;
    learn(event);
    const fresh = event === 'openedInSilence' || (state === 'searching' && event === 'due');
    state = next;
    timer.clear();
    if (!keepsProbes.has(next)) stopProbes();
    const isUp = event === 'upAsWebSocket' || event === 'upByPolling';
    if (isUp || !keepsCurrent.has(next)) {
      current?.close();
      current = isUp ? tried : undefined;
    }
    if (isUp) tried = undefined;
    else if (fresh || !keepsTry.has(next)) dropTry();
    begin[next]();
    if (isUp) onUp();
    if (event === 'lost' || event === 'lostInSilence') onDown();
  }

  /** Notes what an event says about the network, before the state it happens in ends. */
  function learn(event: ConnectionEvent): void {
    if (event === 'upAsWebSocket') {
      memory.preferred = 'websocket';
      memory.upgradesFailed = 0;
    }
    if (event === 'upAsWebSocket' || event === 'upByPolling' || event === 'opened' || event === 'openedInSilence') {
      refusals = triesRefused = hangs = 0;
    }
    if (state === 'upgrading') {
      if (event === 'refused' || event === 'due') memory.upgradesFailed++;
    } else if (event === 'refused' && ++triesRefused >= mostRefused) {
      memory.preferred = 'websocket';
    }
    if (state === 'doubting' && (event === 'answered' || event === 'answeredByOther')) {
      hangs++;
      // A proxy may answer because its server is away, which says nothing about WebSockets; twice in a row is no
      // coincidence.
      if (event === 'answered' || hangs > 1) memory.preferred = other[memory.preferred];
    }
  }

  function dropTry(): void {
    tried?.close();
    tried = undefined;
  }

  function startTry(make: (listener: TryListener) => T): void {
    const own = make({
      heard() {
        if (tried === own) happened('heard');
      },
      up(transport) {
        if (tried === own) happened(transport === 'websocket' ? 'upAsWebSocket' : 'upByPolling');
      },
      failed() {
        if (tried === own) happened('refused');
      },
      down(why) {
        if (current === own) happened(why === 'silence' ? 'lostInSilence' : 'lost');
      },
    });
    tried = own;
  }

  function sendProbes(): void {
    sendProbe();
    nextProbe.set(sendProbes, around(probes.everyMs));
  }

  function sendProbe(): void {
    const answerDue = createAlarm(schedule);
    const forget = () => {
      answerDue.clear();
      own.close();
      return underWay.delete(forget);
    };
    const ended = (event: ConnectionEvent, waitMs = 0) => {
      if (!forget()) return;
      queueMs = waitMs;
      happened(event);
    };
    const own = probe({
      up: (waitMs) => ended(waitMs === undefined ? 'answeredByOther' : waitMs > 0 ? 'busy' : 'answered', waitMs),
      failed: () => ended('unreachable'),
    });
    underWay.add(forget);
    answerDue.set(() => ended('unanswered'), probes.answerMs);
  }

  function stopProbes(): void {
    nextProbe.clear();
    for (const forget of [...underWay]) forget();
  }

  return {
    get current() {
      return current;
    },
    get state() {
      return state;
    },
    open: (silent) => happened(silent ? 'openedInSilence' : 'opened'),
    close: () => happened('closed'),
  };
}
