import { isLaneEvent, laneLimits, type GameEvent, type Lane, type LaneEvent, type SessionState } from '../src/index.ts';

const noneClosed = { done: 0, late: 0, duplicated: 0, duplicates: 0, lost: 0, lostSilently: 0 };

/** Whether a lane on autopilot has to keep an order. */
function isOpen(lane: Lane, { id, confirmedAt, givenUpAt }: Lane['orders'][number]): boolean {
  const named = [...lane.packets.map(({ load }) => load), ...lane.copies, ...lane.hands, ...lane.receipts];
  const finished = confirmedAt !== undefined || givenUpAt !== undefined;
  return !finished || lane.orders.at(-1)?.id === id || named.some(({ order }) => order === id);
}

/** The events of the running round in one lane. */
function roundOf(log: readonly GameEvent[], lane: Lane): readonly LaneEvent[] {
  const start = log.findLastIndex((event) => event.type === 'roundStarted');
  return log.slice(start + 1).filter((event): event is LaneEvent => isLaneEvent(event) && event.lane === lane.id);
}

/** What is wrong with a state, given the log that led to it; empty where all is well. */
export function faultsOf(state: SessionState, log: readonly GameEvent[]): readonly string[] {
  const wrong: string[] = [];
  const must = (condition: boolean, what: string) => {
    if (!condition) wrong.push(what);
  };
  const unique = (ids: readonly string[], what: string) => must(new Set(ids).size === ids.length, `two ${what} alike`);
  unique(
    state.players.map(({ id }) => id),
    'players',
  );
  unique(
    state.players.map(({ name }) => name.toLowerCase()),
    'names',
  );
  unique(
    state.players.flatMap(({ seat }) => (seat === undefined ? [] : [seat])),
    'seats of players',
  );
  for (const lane of state.lanes) checkLane(lane, roundOf(log, lane));
  return wrong;

  function checkLane(lane: Lane, events: readonly LaneEvent[]): void {
    const { counts } = lane;
    const count = (test: (event: LaneEvent) => boolean) => events.filter(test).length;
    const seats = new Map(lane.seats.map((seat) => [seat.id, seat]));
    unique(
      [...lane.seats, ...lane.orders, ...lane.effects].map(({ id }) => id),
      'seats, orders or effects',
    );
    unique(
      lane.packets.map(({ id }) => id),
      'packets',
    );
    unique(
      lane.hands.map(({ id }) => id),
      'hands',
    );

    // A copy is in exactly one place: at the broker, or gone.
    unique([...lane.copies.map(({ id }) => id), ...lane.receipts.map(({ copy }) => copy)], 'copies');
    for (const copy of lane.copies) {
      must((copy.place === 'out') === (copy.current !== undefined), `${copy.id} is ${copy.place} with a tag or not`);
      if (copy.place !== 'out')
        must(copy.durable === (copy.place !== 'inbox'), `${copy.id} is durable where it is not`);
      must(copy.current === undefined || seats.get(copy.current.to)?.role === 'consumer', `${copy.id} is with nobody`);
    }
    for (const hand of lane.hands) {
      const seat = seats.get(hand.consumer);
      must(seat?.role === 'consumer' && seat.down === undefined, `${hand.id} is in no hand`);
      must(Number(hand.tag.slice(1)) <= counts.tags, `${hand.tag} was never given`);
    }
    for (const effect of lane.effects) {
      const arrived = events.some(
        (event) =>
          event.type === 'packetSent' &&
          event.packet.load.leg === 'deliver' &&
          event.packet.load.order === effect.order &&
          event.packet.load.message === effect.message &&
          event.packet.to === effect.consumer &&
          events.some(
            ({ type, ...other }) => type === 'packetArrived' && 'packet' in other && other.packet === event.packet.id,
          ),
      );
      must(arrived, `${effect.id} without a delivery`);
    }
    for (const seat of lane.seats) {
      const crashed = lane.faults.some(
        ({ id, what }) => what.kind === 'crash' && what.seat === seat.id && seat.down?.fault === id,
      );
      must((seat.down !== undefined) === crashed, `${seat.id} is down without a fault, or the other way round`);
      const owner = state.players.find(({ id }) => id === seat.player);
      must(seat.player === undefined || owner?.seat === seat.id, `${seat.id} is not its owner's`);
      must(seat.driver === 'bot' || seat.player !== undefined, `nobody drives ${seat.id}`);
    }
    for (const fault of lane.faults) must(fault.left === undefined || fault.left > 0, `${fault.id} is spent`);

    const sent = count(({ type }) => type === 'packetSent');
    const arrived = count(({ type }) => type === 'packetArrived');
    must(counts.packets === sent, 'packets');
    must(sent === arrived + counts.dropped + lane.packets.length, 'a packet is nowhere');
    const { done, late, duplicated, duplicates, lost, lostSilently } = lane.closed ?? noneClosed;
    must(counts.orders === lane.orders.length + done + late + duplicated + lost + lostSilently, 'orders');
    must(counts.effects === lane.effects.length + done + late + duplicated + duplicates, 'effects');
    must((lane.closed !== undefined) === state.settings.autopilot, 'orders that close, or do not');
    for (const order of lane.orders) must(!lane.closed || isOpen(lane, order), `${order.id} is over and not closed`);
    const open = new Set(lane.orders.map(({ id }) => id));
    const named = [...lane.packets.map(({ load }) => load), ...lane.copies, ...lane.hands, ...lane.receipts];
    for (const { order } of [...named, ...lane.effects]) must(open.has(order), `${order} is somewhere, and closed`);
    must(counts.stored === count(({ type }) => type === 'copyStored'), 'stored');
    const sendings = lane.orders.reduce((sum, order) => sum + order.sendings.length, 0);
    must(lane.closed ? counts.published >= sendings : counts.published === sendings, 'published');
    must(counts.sent === counts.tags && counts.deliveries === counts.delivered, 'sent and tags');
    must(lane.hands.length <= counts.delivered && counts.messages <= counts.published, 'more than there can be');
    must(lane.drops.length <= laneLimits.dropsKept && lane.answers.length <= laneLimits.answersKept, 'kept too much');
    unique(
      lane.storedIds.map(({ id }) => id),
      'stored IDs',
    );
    unique(lane.metIds, 'met IDs');
    for (const { ids } of [...lane.dedupLogs, { ids: lane.storedIds }]) {
      must(
        ids.every(({ at }, index) => at >= (ids[index - 1]?.at ?? 0)),
        'IDs that are not in the order of writing',
      );
    }
    const { partitions } = state.settings.profile;
    if (lane.nextOffsets === undefined) return;
    must(lane.nextOffsets.length === partitions, 'partitions');
    for (const copy of lane.copies) {
      const { partition = -1, offset = -1 } = copy;
      must(!copy.durable || copy.place === 'parked' || offset >= 0, `${copy.id} has no offset`);
      must(offset < (lane.nextOffsets[partition] ?? 0), `${copy.id} has an offset that was never given`);
      must(!copy.current || lane.owners?.[partition] === copy.current.to, `${copy.id} is out to a stranger`);
    }
    unique(
      lane.copies.flatMap(({ partition, offset }) => (offset === undefined ? [] : [`${partition}/${offset}`])),
      'offsets',
    );
    for (const owner of lane.owners ?? []) must(seats.get(owner)?.down === undefined, `${owner} owns and is down`);
  }
}
