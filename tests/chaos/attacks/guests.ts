import { settingsFor } from '@ack-attack/lesson';
import type { Attack } from './attack.ts';
import { frame, openRawWebSocket, opcode } from './raw-websocket.ts';

const attackerAddress = '203.0.113.66';
const headers = { 'x-forwarded-for': attackerAddress };

/** Counts answers by what they said. */
class Outcomes {
  readonly #counts = new Map<string | number, number>();

  add(outcome: string | number): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
  }

  toString(): string {
    return [...this.#counts].map(([outcome, count]) => `${count} x ${outcome}`).join(', ');
  }
}

/** Does the same over so many connections until the signal comes. */
async function inParallel(count: number, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  const worker = async () => {
    while (!signal.aborted) await work().catch(() => undefined);
  };
  await Promise.all(Array.from({ length: count }, worker));
}

/** Stages of the attacker's own session, as many as the server lets in. */
export const allConnections: Attack = {
  what: 'one address opens thousands of stages of its own session',
  env: { MAX_CONNECTIONS: '500' },
  async run({ port, own, signal }) {
    const outcomes = new Outcomes();
    const hello = { protocol: 1, as: 'stage', session: own.session, token: own.stageToken };
    await inParallel(50, signal, async () => {
      const socket = await openRawWebSocket(port);
      socket.write(frame(opcode.text, `40${JSON.stringify({ greeting: { event: 'hello', message: hello } })}`));
      const said = await new Promise<string>((resolve) => {
        let text = '';
        socket.on('data', (data: Buffer) => {
          text += data.toString('latin1');
          const found = /"welcome"|"too-many-screens"|"busy"/.exec(text);
          if (found) resolve(found[0]);
        });
        socket.once('close', () => resolve('closed'));
        signal.addEventListener('abort', () => resolve('over'));
      });
      outcomes.add(said);
      signal.addEventListener('abort', () => socket.destroy());
    });
    return outcomes.toString();
  },
};

/** Sessions that are opened, and read without a right to it, as fast as the server takes it. */
export const wokenRooms: Attack = {
  what: 'one address opens sessions and wakes them all without a right to it',
  env: { MAX_ROOMS: '20' },
  async run({ url, signal }) {
    const outcomes = new Outcomes();
    const sessions: string[] = [];
    const body = JSON.stringify({ settings: settingsFor('at-most-once', 'junior') });
    const opening = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body, signal };
    for (let at = 0; at < 60 && !signal.aborted; at++) {
      const opened = await fetch(`${url}/api/sessions`, opening);
      if (opened.ok) sessions.push(((await opened.json()) as { session: string }).session);
      else outcomes.add(`opening ${opened.status}`);
    }
    let next = 0;
    await inParallel(20, signal, async () => {
      const session = sessions[next++ % sessions.length]!;
      const read = ['report', 'report/own', 'log', 'moments'][next % 4]!;
      const authorization = 'Bearer wrong';
      const answer = await fetch(`${url}/api/sessions/${session}/${read}`, { headers: { authorization }, signal });
      await answer.text();
      outcomes.add(answer.status);
    });
    return outcomes.toString();
  },
};

/** Sessions with the most that settings may ask for, all of them played by bots. */
export const greedySessions: Attack = {
  what: 'one address plays ten sessions of twelve lanes at the fastest pace that is taken',
  async run({ url, port, signal }) {
    const outcomes = new Outcomes();
    for (const orderEveryMs of [1, 150]) {
      const settings = {
        ...settingsFor('at-least-once', 'senior'),
        orderEveryMs,
        paceMs: [20, 20],
        roundMs: 3_600_000,
      };
      for (let at = 0; at < 10 && !signal.aborted; at++) {
        const opened = await fetch(`${url}/api/sessions`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ settings }),
        });
        outcomes.add(`orders every ${orderEveryMs} ms: ${opened.status}`);
        if (!opened.ok) continue;
        const { session, hostToken } = (await opened.json()) as { session: string; hostToken: string };
        const socket = await openRawWebSocket(port);
        const message = { protocol: 1, as: 'console', session, token: hostToken };
        socket.resume().write(frame(opcode.text, `40${JSON.stringify({ greeting: { event: 'hello', message } })}`));
        const shape = { producers: 16, consumers: 3, lanes: 12 };
        const start = { seq: 1, id: 'start', command: { type: 'startRound', shape } };
        socket.once('data', () => socket.write(frame(opcode.text, `42${JSON.stringify(['command', start])}`)));
        // It says that it is there as long as the attack lasts.
        const pong = setInterval(() => socket.write(frame(opcode.text, '3')), 2_000);
        signal.addEventListener('abort', () => (clearInterval(pong), socket.destroy()));
      }
    }
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    return outcomes.toString();
  },
};

/** Wrong codes from the very network that others join from. */
export const wrongCodes: Attack = {
  what: 'somebody in the school guesses room codes without end, a hundred at once',
  newcomersFrom: attackerAddress,
  async run({ url, signal }) {
    const outcomes = new Outcomes();
    const letters = 'ACDEFGHJKMNPRTWXY';
    let next = 0;
    await inParallel(100, signal, async () => {
      const number = next++;
      const code = [0, 1, 2, 3, 4, 5].map((place) => letters[Math.floor(number / 17 ** place) % 17]).join('');
      const answer = await fetch(`${url}/api/rooms/${code}`, { headers, signal });
      await answer.text();
      outcomes.add(answer.status);
    });
    return outcomes.toString();
  },
};

/** Pages over as many connections as a small botnet's worth of one address has. */
export const manyRequests: Attack = {
  what: 'one address asks for pages over 300 connections',
  async run({ url, signal }) {
    const outcomes = new Outcomes();
    await inParallel(300, signal, async () => {
      const answer = await fetch(`${url}/`, { headers, signal });
      await answer.arrayBuffer();
      outcomes.add(answer.status);
    });
    return outcomes.toString();
  },
};
