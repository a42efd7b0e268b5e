import type { Peers, Runtime } from '@ack-attack/session';
import { SessionDirectory } from '@ack-attack/session';
import { simulatedStore, type SharedLogs } from './simulated-store.ts';

/** A server that can be paused and killed. */
export class SimulatedServer {
  readonly name: string;
  readonly directory: SessionDirectory;
  alive = true;
  #pausedUntil = 0;

  constructor(name: string, logs: SharedLogs, isAlive: (name: string) => boolean) {
    const { world } = logs;
    this.name = name;
    let ids = 0;
    // Servers agree on the time as well as one can measure it.
    const wrongByMs = world.between(-20, 20);
    const runtime: Runtime = {
      now: () => world.now + wrongByMs,
      steadyNow: () => world.now,
      schedule: (run, delayMs) => world.schedule(() => this.#whenAwake(run, world), delayMs),
      // What a failing store makes of it is what the simulation is about.
      report: () => undefined,
    };
    const peers: Peers = { self: name, alone: false, isAlive };
    this.directory = new SessionDirectory({
      store: simulatedStore(logs),
      runtime,
      peers,
      codeVersion: 'simulated',
      random: () => world.draw(),
      newId: () => `${name}-${++ids}`,
    });
  }

  /** Its timers stand still; what others sent it waits. */
  pause(until: number): void {
    this.#pausedUntil = until;
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  kill(): void {
    this.alive = false;
    this.directory.close();
  }

  #whenAwake(run: () => void, world: SharedLogs['world']): void {
    if (!this.alive) return;
    if (this.#pausedUntil > world.now) world.schedule(() => this.#whenAwake(run, world), this.#pausedUntil - world.now);
    else run();
  }
}
