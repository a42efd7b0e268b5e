import type { CopyId, DeliveryId, Lane, LaneEvent } from '@ack-attack/engine';
import type { MachineStep, StepKind } from './space-time.ts';

type Step = Omit<MachineStep, 'at' | 'version'>;

/** What a machine did in an event of its lane without sending a packet; undefined where it did not. */
export function machineStepOf(event: LaneEvent, before: Lane): Step | undefined {
  switch (event.type) {
    case 'orderPlaced':
      return { seat: event.producer, step: 'order', order: event.order };
    case 'orderGivenUp':
      return { seat: event.seat, step: 'giveUp', order: event.order };
    case 'copyStored':
      return withCopy(event, 'store', event.copy, before);
    case 'copyDeduplicated':
      return withCopy(event, 'deduplicate', event.copy, before);
    case 'copyParked':
      return withCopy(event, 'park', event.copy, before);
    case 'copyDiscarded':
      return withCopy(event, 'discard', event.copy, before);
    case 'tagReleased': {
      const copy = before.copies.find(({ current }) => current?.tag === event.tag);
      return { seat: event.seat, step: 'requeue', ...identities(copy) };
    }
    case 'logChecked':
      return withDelivery(event, 'check', before);
    case 'cardCharged':
      return withDelivery(event, 'charge', before);
    case 'idRecorded':
      return withDelivery(event, 'record', before);
    case 'workCommitted':
      return withDelivery(event, 'commit', before);
    case 'deliveryDismissed':
      return withDelivery(event, 'dismiss', before);
    default:
      return undefined;
  }
}

function withCopy({ seat }: Pick<Step, 'seat'>, step: StepKind, id: CopyId, lane: Lane): Step {
  return { seat, step, ...identities(lane.copies.find((copy) => copy.id === id)) };
}

function withDelivery(
  { seat, delivery }: Pick<Step, 'seat'> & { delivery: DeliveryId },
  step: StepKind,
  lane: Lane,
): Step {
  return { seat, step, ...identities(lane.hands.find((hand) => hand.id === delivery)) };
}

function identities(entry: Pick<Step, 'order' | 'message'> | undefined): Pick<Step, 'order' | 'message'> {
  const { order, message } = entry ?? {};
  return { ...(order === undefined ? {} : { order }), ...(message === undefined ? {} : { message }) };
}
