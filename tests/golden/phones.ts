import type { Action, HostCommand, PlayerCommand, Role, SeatView } from '@ack-attack/engine';
import type { CommandResult, CommandMessage, OpenedSession, PhoneView } from '@ack-attack/protocol';
import { until, type Wire, type Wires } from '../../apps/server/test/harness.ts';
import type { ClockedServer } from '../journeys/clocked-server.ts';

/** How long a person looks before a tap, in ms. */
const lookMs = 600;
/** By how much the clock is put forward at a time, in ms. */
const sliceMs = 100;
/** How often somebody looks for what is to be tapped. */
const mostLooks = 300;
const names = ['Zsófia', 'Ben', 'Клео'] as const;

/** What somebody taps on the own screen; undefined until it is there to be tapped. */
export type Tap = (seat: SeatView) => Action | undefined;

interface Phone {
  token: string;
  wire: Wire;
  last?: Action;
}

/** The phones of three students, on a server whose clock goes on while they look. */
export class Phones {
  readonly #server: ClockedServer;
  readonly #wires: Wires;
  readonly #room: OpenedSession;
  readonly #phones: Phone[] = [];

  constructor(server: ClockedServer, wires: Wires, room: OpenedSession) {
    this.#server = server;
    this.#wires = wires;
    this.#room = room;
  }

  async join(): Promise<void> {
    for (const [number, name] of names.entries()) {
      const phone = { token: `a-secret-of-the-phone-number-${number}`, wire: this.#wires.wire() };
      await phone.wire.join(this.#room.roomCode, name, phone.token);
      this.#phones.push(phone);
      await this.wait(lookMs);
    }
  }

  /** Time passes, and what is due happens when it is due. */
  async wait(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= sliceMs) {
      this.#server.advance(Math.min(left, sliceMs));
      await new Promise((turned) => setTimeout(turned));
    }
  }

  async tap(role: Role, choose: Tap): Promise<void> {
    const phone = await this.#at(role);
    await accepted(phone.wire, { type: 'act', action: await this.#chosen(phone, choose) });
  }

  /** Taps once more what is done already, or not to be done any more. */
  async tapAgain(role: Role): Promise<void> {
    const { wire, last } = await this.#at(role);
    await this.wait(lookMs);
    const answer = await wire.command({ type: 'act', action: last });
    if (answer.outcome === 'accepted') throw new Error(`${JSON.stringify(last)} was accepted again`);
  }

  /** The network brings the command twice. */
  async tapOnBadNetwork(role: Role, choose: Tap): Promise<void> {
    const phone = await this.#at(role);
    const action = await this.#chosen(phone, choose);
    const { lastSeq } = phone.wire.welcomes.at(-1)!;
    const message: CommandMessage = { seq: lastSeq + 1, id: 'twice-on-its-way', command: { type: 'act', action } };
    phone.wire.emit('command', message);
    phone.wire.emit('command', message);
    const answers = () => phone.wire.answers.filter(({ id }) => id === message.id);
    await until(() => answers().length === 2, 'both answers');
    for (const answer of answers()) expectAccepted(message.command, answer);
    // The next command has a number of its own.
    await this.#reconnect(phone);
  }

  /** The connection is gone, and comes back. */
  async dropOut(role: Role): Promise<void> {
    const phone = await this.#at(role);
    phone.wire.close();
    await this.wait(lookMs);
    await this.#reconnect(phone);
  }

  async predict(): Promise<void> {
    for (const [lost, { wire }] of this.#phones.entries()) {
      await accepted(wire, { type: 'predict', lost, duplicates: 1 });
      await this.wait(lookMs);
    }
    // Second thoughts.
    await accepted(this.#phones[0]!.wire, { type: 'predict', lost: 1, duplicates: 2 });
  }

  async #reconnect(phone: Phone): Promise<void> {
    phone.wire.close();
    phone.wire = this.#wires.wire();
    await phone.wire.hello('phone', this.#room.session, phone.token);
  }

  #at(role: Role): Promise<Phone> {
    const sits = ({ wire }: Phone) => (wire.view as PhoneView).seat?.role === role;
    return until(() => this.#phones.find(sits), `somebody at the ${role}'s machine`);
  }

  async #chosen(phone: Phone, choose: Tap): Promise<Action> {
    await this.wait(lookMs);
    for (let looks = 0; looks < mostLooks; looks++) {
      const { seat } = phone.wire.view as PhoneView;
      const action = seat && choose(seat);
      if (action) return (phone.last = action);
      await this.wait(sliceMs);
    }
    throw new Error('there is nothing to tap');
  }
}

/** Gives a command that has to be accepted. */
export async function accepted(wire: Wire, command: HostCommand | PlayerCommand): Promise<void> {
  expectAccepted(command, await wire.command(command));
}

function expectAccepted(command: HostCommand | PlayerCommand, answer: CommandResult): void {
  if (answer.outcome !== 'accepted') throw new Error(`${JSON.stringify(command)} was ${JSON.stringify(answer)}`);
}
