import type { LaneHistory } from '../history/lane-history.ts';
import type { CopyRecord, Hand, OrderRecord } from '../history/lane-records.ts';
import type { Point } from '../history/lane-step.ts';
import type { ChainLink } from './moments-table.ts';

export type MaybeLink = ChainLink | undefined;

export function link(step: ChainLink['step'], point: Point | undefined): MaybeLink {
  return point && { step, at: point.at, version: point.version };
}

/** The links that there are, oldest first, up to a version of the log. */
export function chainOf(links: readonly MaybeLink[], until: number): readonly ChainLink[] {
  return links
    .filter((entry): entry is ChainLink => entry !== undefined && entry.version <= until)
    .sort((a, b) => a.version - b.version);
}

/** All that was done with a delivery. */
function handLinks({ arrived, steps, end }: Hand): readonly MaybeLink[] {
  return [
    link('arrived', arrived),
    ...steps.map((step) => link(step.do === 'commit' ? commitStep(step.says) : handStep[step.do], step)),
    end && link(end.how === 'crash' ? 'consumer-crashed' : 'dismissed', end),
  ];
}

const handStep = { check: 'checked', charge: 'charged', record: 'recorded', ack: 'acked', nack: 'nacked' } as const;

function commitStep(says: string | undefined): 'charged' | 'checked' {
  return says === 'done' ? 'charged' : 'checked';
}

/** All that became of a copy. */
export function copyLinks({ stored, confirmed, tags, end }: CopyRecord): readonly MaybeLink[] {
  return [
    link('stored', stored),
    link('confirmed', confirmed),
    ...tags.flatMap(({ sent, dropped, hands, answers, returned }) => [
      link('delivered', sent),
      link('delivery-dropped', dropped),
      ...hands.flatMap(handLinks),
      ...answers.map((answer) => link('ack-dropped', answer.dropped)),
      returned && link(returned.how === 'crash' ? 'broker-crashed' : 'returned', returned),
    ]),
    end && link(endStep[end.how], end),
  ];
}

const endStep = {
  deduplicated: 'deduplicated',
  discarded: 'discarded',
  acked: 'ack-arrived',
  sent: 'delivered',
  crash: 'broker-crashed',
} as const;

/** All that happened to an order. */
export function orderLinks(order: OrderRecord, history: LaneHistory): readonly MaybeLink[] {
  return [
    ...order.sendings.flatMap((sending) => [
      // What the network made twice is no second step.
      sending.twin ? undefined : link('published', sending),
      link('publish-dropped', sending.dropped),
    ]),
    ...order.copies.flatMap(copyLinks),
    ...[...new Set(order.sendings.map(({ message }) => message))].flatMap((message) =>
      (history.forgotten.get(message) ?? []).map((point) => link('forgotten', point)),
    ),
    link('given-up', order.givenUp),
  ];
}
