// Reads a history and says what in it must not be:  tsx tests/chaos/checker.ts HISTORY
// It knows the wire and nothing else: no code of the game is imported here, and the few rules it needs are its own.
import { readFileSync } from 'node:fs';

type Json = Record<string, unknown>;

interface Session {
  answers: { client: string; id: string; outcome: string }[];
  views: Map<string, number[]>;
  truths: { client: string; lane: string; shown: Json }[];
  log?: { answered: boolean; events: Json[] };
}

function readSessions(file: string): Map<string, Session> {
  const sessions = new Map<string, Session>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const entry = JSON.parse(line) as Json;
    const name = entry['session'] as string;
    let session = sessions.get(name);
    if (!session) sessions.set(name, (session = { answers: [], views: new Map(), truths: [] }));
    const client = entry['client'] as string;
    if (entry['kind'] === 'answer') {
      session.answers.push({ client, id: entry['id'] as string, outcome: entry['outcome'] as string });
    } else if (entry['kind'] === 'view') {
      const seen = session.views.get(client);
      if (seen) seen.push(entry['version'] as number);
      else session.views.set(client, [entry['version'] as number]);
    } else if (entry['kind'] === 'truth') {
      session.truths.push({ client, lane: entry['lane'] as string, shown: entry['shown'] as Json });
    } else if (entry['kind'] === 'log') {
      session.log = { answered: entry['answered'] as boolean, events: entry['events'] as Json[] };
    }
  }
  return sessions;
}

/** Every acknowledged command is in the log exactly once, and no other is. */
function exactlyOnce({ answers, log }: Session): string[] {
  const times = new Map<string, number>();
  for (const event of log?.events ?? []) {
    if (event['type'] === 'commandAccepted')
      times.set(event['id'] as string, (times.get(event['id'] as string) ?? 0) + 1);
  }
  const accepted = new Set(answers.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id));
  const rejected = new Set(answers.filter(({ outcome }) => outcome === 'rejected').map(({ id }) => id));
  return [
    ...[...accepted].filter((id) => !times.has(id)).map((id) => `command ${id} was acknowledged and is not in the log`),
    ...[...times].filter(([, count]) => count > 1).map(([id, count]) => `command ${id} is in the log ${count} times`),
    ...[...rejected].filter((id) => times.has(id)).map((id) => `command ${id} was refused and is in the log`),
    ...(log?.answered ? [...times.keys()] : [])
      .filter((id) => !accepted.has(id))
      .map((id) => `command ${id} is in the log and nobody was told`),
  ];
}

/** No client's view goes back. */
function viewsMoveForward({ views }: Session): string[] {
  return [...views].flatMap(([client, versions]) =>
    versions.flatMap((version, at) =>
      at > 0 && version <= versions[at - 1]! ? [`${client} went from version ${versions[at - 1]} to ${version}`] : [],
    ),
  );
}

/** Whoever is shown a lane is shown the same of it. */
function lanesAgree({ truths }: Session): string[] {
  const first = new Map<string, { client: string; text: string }>();
  return truths.flatMap(({ client, lane, shown }) => {
    const text = canonical(shown);
    const known = first.get(lane);
    if (!known) first.set(lane, { client, text });
    return known && known.text !== text ? [`${client} and ${known.client} are shown different truths of ${lane}`] : [];
  });
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

/** Nothing that falls due happens twice: an order, a packet's way, an effect, the bell of a round. */
function nothingTwice({ log }: Session): string[] {
  const met = new Map<string, number>();
  let round = 0;
  for (const event of log?.events ?? []) {
    if (event['type'] === 'roundStarted') round++;
    const what = onlyOnce(event);
    if (what !== undefined) met.set(`${what} of round ${round}`, (met.get(`${what} of round ${round}`) ?? 0) + 1);
  }
  return [...met].filter(([, count]) => count > 1).map(([what, count]) => `${what} happened ${count} times`);
}

function onlyOnce(event: Json): string | undefined {
  const place = `in ${String(event['lane'])}`;
  switch (event['type']) {
    case 'orderPlaced':
      return `order ${String(event['order'])} ${place}`;
    case 'packetSent':
      return `sending packet ${String((event['packet'] as Json)['id'])} ${place}`;
    case 'packetArrived':
    case 'packetDropped':
      return `the end of packet ${String(event['packet'])} ${place}`;
    case 'bellRang':
    case 'truthRevealed':
      return String(event['type']);
    default:
      return event['effect'] === undefined ? undefined : `effect ${String(event['effect'])} ${place}`;
  }
}

/**
 * No tick is missed: each order of a lane comes at the very game time that the one before it named, and at the bell none
 * is overdue. Game time runs from the start of the round, and stands still while the round is paused or nobody serves it.
 */
function ticksOnTime({ log }: Session): string[] {
  const due = new Map<unknown, number>();
  const mistakes: string[] = [];
  let base = 0;
  /** Game time of a round that is paused. */
  let stoppedAt: number | undefined;
  const name = (lane: unknown, at: unknown) => {
    if (typeof at === 'number') due.set(lane, at);
    else due.delete(lane);
  };
  for (const event of log?.events ?? []) {
    const at = event['at'] as number;
    const now = stoppedAt ?? at - base;
    switch (event['type']) {
      case 'roundStarted':
        base = at;
        stoppedAt = undefined;
        for (const lane of event['lanes'] as Json[]) name(lane['id'], lane['nextOrderAt']);
        break;
      case 'roundPaused':
        stoppedAt = now;
        break;
      case 'roundResumed':
        base = at - now;
        stoppedAt = undefined;
        break;
      case 'clockHeld':
        base += event['forMs'] as number;
        break;
      case 'orderPlaced': {
        const dueAt = due.get(event['lane']);
        if (dueAt !== now) mistakes.push(`${String(event['order'])} came at ${now}, due at ${dueAt}`);
        name(event['lane'], event['nextOrderAt']);
        break;
      }
      case 'bellRang':
        for (const [lane, dueAt] of due) {
          if (dueAt < now) mistakes.push(`the order of ${String(lane)} due at ${dueAt} never came`);
        }
        due.clear();
    }
  }
  return mistakes;
}

/** The tally that clients are shown is what the log of their lane adds up to. */
function tallyIsLedger({ truths, log }: Session): string[] {
  const books = new Map<string, Book>();
  for (const event of log?.events ?? []) {
    if (event['type'] === 'roundStarted') {
      for (const { id } of event['lanes'] as { id: string }[]) books.set(id, new Book());
    }
    if (event['type'] === 'truthRevealed') break;
    if (typeof event['lane'] === 'string') books.get(event['lane'])?.enter(event);
  }
  return truths.flatMap(({ client, lane, shown }) => {
    const sums = books.get(lane)?.sums();
    if (!sums) return [`${client} is shown ${lane}, which the log does not know`];
    const tally = shown['tally'] as Json;
    const lines = (shown['ledger'] as unknown[]).length;
    return [
      ...Object.entries(sums)
        .filter(([name, sum]) => tally[name] !== sum)
        .map(([name, sum]) => `${client} is shown ${String(tally[name])} ${name} in ${lane}, the log has ${sum}`),
      ...(lines === sums['effects'] ? [] : [`${client} is shown ${lines} lines of the ledger of ${lane}`]),
    ];
  });
}

/** Counts of one lane in one round. */
class Book {
  readonly #counts = { published: 0, stored: 0, sent: 0, delivered: 0, effects: 0 };
  /** By packet. */
  readonly #loads = new Map<unknown, Json>();
  /** Which order a delivery is about. */
  readonly #orders = new Map<unknown, unknown>();
  readonly #charged = new Map<unknown, number>();

  enter(event: Json): void {
    if (event['type'] === 'packetSent') {
      const packet = event['packet'] as { id: unknown; twinOf?: unknown; load: Json };
      this.#loads.set(packet.id, packet.load);
      if (packet.twinOf !== undefined) return;
      if (packet.load['leg'] === 'publish') this.#counts.published++;
      if (packet.load['leg'] === 'deliver') this.#counts.sent++;
    } else if (event['type'] === 'packetArrived') {
      const load = this.#loads.get(event['packet']);
      if (load?.['leg'] !== 'deliver') return;
      this.#counts.delivered++;
      this.#orders.set(load['delivery'], load['order']);
    } else if (event['type'] === 'copyStored') {
      this.#counts.stored++;
    } else if (event['effect'] !== undefined) {
      this.#counts.effects++;
      const order = this.#orders.get(event['delivery']);
      this.#charged.set(order, (this.#charged.get(order) ?? 0) + 1);
    }
  }

  sums(): Record<string, number> {
    const duplicates = [...this.#charged.values()].reduce((sum, times) => sum + times - 1, 0);
    return { ...this.#counts, duplicates };
  }
}

const checks = { exactlyOnce, viewsMoveForward, lanesAgree, nothingTwice, ticksOnTime, tallyIsLedger };

const file = process.argv[2];
if (file === undefined) throw new Error('which history?');
const sessions = readSessions(file);
let mistakes = 0;
for (const [name, session] of sessions) {
  if (!session.log) console.log(`${name}: there is no log`, ++mistakes);
  for (const [check, run] of Object.entries(checks)) {
    for (const mistake of run(session)) {
      mistakes++;
      console.log(`${check}: ${name}: ${mistake}`);
    }
  }
}
const count = (of: (session: Session) => number) => [...sessions.values()].reduce((sum, each) => sum + of(each), 0);
console.log(
  `${sessions.size} sessions, ${count(({ answers }) => answers.length)} answers, ` +
    `${count(({ views }) => [...views.values()].reduce((sum, { length }) => sum + length, 0))} views, ` +
    `${count(({ log }) => log?.events.length ?? 0)} events: ${mistakes} mistakes`,
);
process.exitCode = mistakes === 0 && sessions.size > 0 ? 0 : 1;
