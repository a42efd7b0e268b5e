import { clientTimes } from '@ack-attack/protocol';
import { createAlarm, type Schedule } from './schedule.ts';

/** Waits after what failed; the longest is short, because most networks come back without a word to the page. */
const retryMs = { first: 300, longest: 1_500 } as const;
/** Longest that a server's word is taken for how long it takes to answer. */
const longestHeldMs = 30_000;
/** In silence a new probe sets out so often, and each is waited for so long: a browser lets six be on their way. */
const probes = { everyMs: 400, answerMs: 1_500 } as const;

/** A connection that is made or up, or a probe on its way. */
export interface Try {
  close(): void;
}

/** How making a connection ends, or the connection: each is told once, and nothing more after `close`. */
export interface TryListener {
  up(): void;
  /** It could not be made. */
  failed(): void;
  /** It was up and is no more. `goodbye`: the server ended it; `silence`: nothing came for too long. */
  down(why: 'goodbye' | 'silence' | 'lost'): void;
}

/** How a probe ends; once, and nothing more after `close`. */
export interface ProbeListener {
  /** Something answered: whoever makes a connection there waits so long for its turn, in ms. */
  up(waitMs: number): void;
  failed(): void;
}

interface KeptConnectionOptions<T extends Try> {
  attempt: (listener: TryListener) => T;
  /** Asks for anything at all from the server's side. */
  probe: (listener: ProbeListener) => Try;
  onUp: () => void;
  onDown: () => void;
  schedule: Schedule;
  /** From 0 up to, not including, 1. */
  random: () => number;
}

export interface KeptConnection<T extends Try> {
  /** The connection that is up. */
  readonly current: T | undefined;
  /** Begins afresh. `silent`: whether the network was just found to answer nothing. */
  open(silent: boolean): void;
  close(): void;
}

/**
 * Keeps one connection up. A network that swallows everything also swallows what was tried a moment before it is back,
 * and who waits for that hangs on for long. Browsers make whoever tries many connections in vain wait for seconds, so it
 * is probes that set out again and again there, beside the connection that is tried, and the first answer starts that
 * afresh. Where it says that connections wait for their turn at the server, what is tried keeps its place: thousands that
 * gave theirs up and came again would keep each other out. Where probes are refused, there is one at a time, ever less
 * often.
 */
export function keepConnection<T extends Try>(options: KeptConnectionOptions<T>): KeptConnection<T> {
  const { attempt, probe, onUp, onDown, schedule, random } = options;
  const next = createAlarm(schedule);
  const deadline = createAlarm(schedule);
  const looking = new Set<() => void>();
  let tried: T | undefined;
  let current: T | undefined;
  let silent = false;
  let failures = 0;

  const around = (ms: number) => ms * (0.7 + 0.6 * random());

  function clear(): void {
    stopLooking();
    deadline.clear();
    tried?.close();
    current?.close();
    tried = current = undefined;
  }

  function retry(): void {
    const waitMs = Math.min(retryMs.longest, retryMs.first * 2 ** failures);
    failures++;
    next.set(look, around(waitMs));
  }

  function connect(): void {
    tried?.close();
    const own = attempt({
      up() {
        if (tried !== own) return;
        tried = undefined;
        clear();
        silent = false;
        failures = 0;
        current = own;
        onUp();
      },
      failed() {
        if (tried !== own) return;
        clear();
        silent = false;
        retry();
      },
      down(why) {
        if (current !== own) return;
        current = undefined;
        if (why === 'goodbye') next.set(connect, retryMs.first * random());
        else next.set(why === 'silence' ? connectInSilence : connect, around(retryMs.first));
        onDown();
      },
    });
    tried = own;
    // All who lost theirs at once do not ask at once.
    if (silent) deadline.set(connect, clientTimes.connectMs);
    else deadline.set(askAbout, clientTimes.connectMs * (1 + 0.4 * random()));
  }

  /** Whether what is tried waits for its turn at the server or in a network that swallowed it. */
  function askAbout(): void {
    silent = true;
    deadline.set(connect, clientTimes.connectMs);
    look();
  }

  function stopLooking(): void {
    next.clear();
    for (const forget of [...looking]) forget();
  }

  function connectInSilence(): void {
    silent = true;
    connect();
    next.set(look, around(probes.everyMs));
  }

  function look(): void {
    const answer = createAlarm(schedule);
    const forget = () => {
      answer.clear();
      own.close();
      return looking.delete(forget);
    };
    const own = probe({
      up(waitMs) {
        if (!forget()) return;
        silent = false;
        if (waitMs > 0 && tried) {
          stopLooking();
          deadline.set(askAbout, clientTimes.connectMs + around(Math.min(longestHeldMs, waitMs)));
          return;
        }
        clear();
        connect();
      },
      failed() {
        if (forget() && !silent) retry();
      },
    });
    looking.add(forget);
    answer.set(() => {
      forget();
      if (!silent) connectInSilence();
    }, probes.answerMs);
    if (silent) next.set(look, around(probes.everyMs));
  }

  return {
    get current() {
      return current;
    },
    open(nowSilent) {
      clear();
      failures = 0;
      silent = false;
      if (nowSilent) connectInSilence();
      else connect();
    },
    close: clear,
  };
}
