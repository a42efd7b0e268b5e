import type {
  Action,
  BrokerView,
  ConsumerView,
  CopyId,
  DeliveryId,
  HostCommand,
  LaneId,
  OrderId,
  ProducerView,
  SeatId,
} from '@ack-attack/engine';
import { settingsFor } from '@ack-attack/lesson';
import { openSession, Wires } from '../../apps/server/test/harness.ts';
import { startClockedServer } from '../journeys/clocked-server.ts';
import { accepted, Phones, type Tap } from './phones.ts';

/**
 * A session of three students that is played by taps through a real server, with a class' mistakes: taps that come twice
 * or on a dead machine, work done without a look, an ack before the work, an order sent anew out of impatience, a phone
 * that drops out, a command that the network brings twice.
 *
 * @returns its archive, as the host downloads it
 */
export async function handPlayed(): Promise<string> {
  const server = await startClockedServer();
  const wires = new Wires(server);
  try {
    const settings = { ...settingsFor('exactly-once', 'middle'), roundMs: 240_000, predictMs: 0, orderEveryMs: 0 };
    const opened = await openSession(server, settings);
    const teacher = await wires.console(opened);
    const order = async (command: HostCommand) => void (await accepted(teacher, command));
    const phones = new Phones(server, wires, opened);
    await phones.join();
    await order({ type: 'startRound', shape: { producers: 1, consumers: 1 } });
    await play(phones, order);
    await order({ type: 'ringBell' });
    await phones.predict();
    await order({ type: 'revealTruth' });
    await order({ type: 'closeRound' });
    await order({ type: 'finishSession' });
    const headers = { authorization: `Bearer ${opened.hostToken}` };
    return await (await fetch(`${server.url}/api/sessions/${opened.session}/log`, { headers })).text();
  } finally {
    wires.closeAll();
    await server.close();
  }
}

async function play(phones: Phones, order: (command: HostCommand) => Promise<void>): Promise<void> {
  const lane = 'L1' as LaneId;
  const place = () => order({ type: 'placeOrder', lane });
  const drop = (leg: 'publish' | 'confirm' | 'ack') =>
    order({ type: 'injectFault', lane, what: { kind: 'drop', leg }, span: { next: 1 } });
  const work = async (...steps: readonly Work[]) => {
    for (const step of steps) await phones.tap('consumer', working(step));
  };

  // As it should be, but for a second tap on what has been tapped.
  await place();
  await phones.tap('producer', publish);
  await phones.tap('broker', store);
  await phones.tapAgain('broker');
  await phones.tap('broker', confirm);
  await phones.tap('broker', deliver);
  await work('check', 'charge', 'record', 'ack');

  // Impatience: the confirm is late, so the order goes out anew, and is done once more without a look into the log.
  await place();
  await drop('confirm');
  await phones.tap('producer', publish);
  await phones.tap('broker', store);
  await phones.tap('broker', confirm);
  await phones.wait(4_000);
  await phones.tap('producer', publishAnew);
  await phones.tap('broker', deliver);
  await work('check', 'charge', 'record', 'ack');
  await phones.tap('broker', confirm);
  await phones.tap('broker', deliver);
  await work('charge', 'ack');

  // A phone drops out and comes back, and the network brings its next command twice.
  await place();
  await drop('publish');
  await phones.dropOut('producer');
  await phones.tapOnBadNetwork('producer', publish);
  await phones.wait(6_000);
  await phones.tap('producer', publishAgain);
  await phones.tap('broker', store);
  await phones.tap('broker', deliver);
  // Acked before the work, and then the machine crashes.
  await work('ack');
  await order({ type: 'injectFault', lane, what: { kind: 'crash', role: 'consumer' }, span: { forMs: 3_000 } });
  await phones.tapAgain('consumer');
  await phones.wait(4_000);

  // Too slow for the broker's clock; then the ack gets lost.
  await order({ type: 'pauseRound' });
  await phones.wait(2_000);
  await order({ type: 'resumeRound' });
  await place();
  await phones.tap('producer', publish);
  await phones.tap('broker', store);
  await phones.tap('broker', confirm);
  await phones.tap('broker', deliver);
  await phones.wait(15_000);
  await drop('ack');
  await work('charge', 'record', 'ack');
  await phones.tap('broker', deliver);
  await work('check', 'ack');

  // One that is given up too soon, and one that nobody gets to.
  await place();
  await drop('publish');
  await phones.tap('producer', publish);
  await phones.wait(3_000);
  await phones.tap('producer', giveUp);
  await place();
  await phones.wait(2_000);
}

type Work = 'check' | 'charge' | 'record' | 'ack';

function sending(choose: (order: OrderId, view: ProducerView['orders'][OrderId]) => Action | undefined): Tap {
  return ({ producer }) => {
    const [order, view] = Object.entries(producer?.orders ?? {}).at(-1) ?? [];
    return order === undefined || view === undefined ? undefined : choose(order as OrderId, view);
  };
}
const publish = sending((order, { sendings }) => (sendings.length === 0 ? { do: 'publish', order } : undefined));
const publishAnew = sending((order, { sendings }) => (sendings.length > 0 ? { do: 'publish', order } : undefined));
const publishAgain = sending((order, { sendings }) => {
  const message = sendings.at(-1)?.message;
  return message === undefined ? undefined : { do: 'publish', order, message };
});
const giveUp = sending((order, { sendings }) => (sendings.length > 0 ? { do: 'giveUp', order } : undefined));

function withCopy(wanted: (copy: BrokerView['copies'][CopyId]) => boolean, act: (copy: CopyId) => Action): Tap {
  return ({ broker }) => {
    const found = Object.entries(broker?.copies ?? {}).find(([, copy]) => wanted(copy));
    return found && act(found[0] as CopyId);
  };
}
const store = withCopy(
  ({ place }) => place === 'inbox',
  (copy) => ({ do: 'store', copy }),
);
const confirm = withCopy(
  ({ confirmed }) => confirmed === 0,
  (copy) => ({ do: 'confirm', copy }),
);
const deliver = withCopy(
  ({ place, confirmed, durable }) => place === 'ready' || (place === 'inbox' && confirmed > 0 && !durable),
  (copy) => ({ do: 'deliver', copy, to: 'L1.C1' as SeatId }),
);
function working(step: Work): Tap {
  const open = ({ answered }: ConsumerView['hands'][DeliveryId]) => answered === undefined;
  return ({ consumer }) => {
    const found = Object.entries(consumer?.hands ?? {}).findLast(([, hand]) => open(hand));
    return found && { do: step, delivery: found[0] as DeliveryId };
  };
}
