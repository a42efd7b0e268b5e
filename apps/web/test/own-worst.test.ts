import type { OrderId, SeatView } from '@ack-attack/engine';
import type { Moment } from '@ack-attack/scoring';
import { expect, test } from 'vitest';
import { ownWorst } from '../src/phone/marks/own-worst.ts';

const moment = (order: string, weight: number) => ({ orders: [order as OrderId], weight }) as unknown as Moment;
const worst = [moment('o1', 9), moment('o2', 8), moment('o1', 7), moment('o3', 6), moment('o4', 5)];
const told = (seat?: object) => ownWorst(worst, seat as SeatView | undefined).map(({ orders }) => orders[0]);

test('a producer reads of the own orders first, and of each order once', () => {
  expect(told({ producer: { orders: { o3: {}, o4: {} } } })).toEqual(['o3', 'o4', 'o1']);
});

test('who has no orders reads what went worst in the lane', () => {
  expect(told({ broker: {} })).toEqual(['o1', 'o2', 'o3']);
  expect(told()).toEqual(['o1', 'o2', 'o3']);
});
