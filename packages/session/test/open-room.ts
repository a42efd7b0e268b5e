import { plainSettings, type Command, type HostCommand, type PlayerId, type RoundSettings } from '@ack-attack/engine';
import type { ErrorCode, View, ViewMessage } from '@ack-attack/protocol';
import { createMemoryStore, type SessionStore } from '@ack-attack/store';
import mergePatch from 'json-merge-patch';
import { SessionDirectory } from '../src/directory/session-directory.ts';
import type { ViewSink, SessionRoom } from '../src/room/session-room.ts';
import { ManualClock } from './manual-clock.ts';

const settings: RoundSettings = {
  ...plainSettings,
  contract: 'at-least-once',
  level: 'junior',
  roundMs: 60_000,
  predictMs: 20_000,
  orderEveryMs: 3_000,
  freshMs: 0,
  travelMs: [300, 600],
  overdueMs: 3_000,
  maxConsumers: 1,
  offered: [],
  liveTally: false,
};

export interface Served {
  store: SessionStore;
  clock: ManualClock;
  directory: SessionDirectory;
  /** Another process on the same store. */
  another: () => SessionDirectory;
}

export function serve(options: { store?: SessionStore; random?: () => number; codeVersion?: string } = {}): Served {
  const { store = createMemoryStore(), random = seeded(7), codeVersion = 'test' } = options;
  const clock = new ManualClock();
  let ids = 0;
  const another = () =>
    new SessionDirectory({ store, runtime: clock, codeVersion, random, newId: () => `id-${++ids}` });
  return { store, clock, directory: another(), another };
}

export async function openRoom({ directory }: Pick<Served, 'directory'>, change: Partial<RoundSettings> = {}) {
  const opened = await directory.open({
    settings: { ...settings, ...change },
    hostTokenHash: 'hash-of-host',
    stageTokenHash: 'hash-of-stage',
  });
  if (opened.outcome === 'rejected') throw new Error(opened.code);
  return opened.room;
}

export async function join(room: SessionRoom, name: string): Promise<PlayerId> {
  const joined = await room.join(name, `hash-of-${name}`);
  if (joined.outcome === 'rejected') throw new Error(joined.code);
  return joined.player;
}

export function host(seq: number, command: HostCommand, id = `host-command-${seq}`): Command {
  return { by: 'host', seq, id, command };
}

/** A link that keeps what came over it. */
export class RecordingSink implements ViewSink {
  readonly messages: ViewMessage[] = [];
  readonly ends: ErrorCode[] = [];

  view(message: ViewMessage): void {
    this.messages.push(message);
  }

  end(code: ErrorCode): void {
    this.ends.push(code);
  }

  /** The view that a client has after all of it. */
  get shown(): View | undefined {
    let view: View | undefined;
    for (const message of this.messages) {
      view = 'view' in message ? message.view : (mergePatch.apply(structuredClone(view), message.patch) as View);
    }
    return view;
  }
}

/** The same numbers each time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}
