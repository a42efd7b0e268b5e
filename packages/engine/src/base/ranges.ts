import { refuse, type RejectionCode } from './rejection.ts';

/** Both ends belong to it. */
export type Range = readonly [low: number, high: number];

function isWithin(value: number, [low, high]: Range): boolean {
  return value >= low && value <= high;
}

export function isWholeWithin(value: number, range: Range): boolean {
  return Number.isInteger(value) && isWithin(value, range);
}

/** @throws {Refusal} with the code */
export function requireWithin(code: RejectionCode, name: string, value: number, range: Range): void {
  if (!isWithin(value, range)) refuse(code, `${name} is ${value}, not ${range[0]} to ${range[1]}`);
}

/** @throws {Refusal} with the code */
export function requireWholeWithin(code: RejectionCode, name: string, value: number, range: Range): void {
  if (isWholeWithin(value, range)) return;
  refuse(code, `${name} is ${value}, not a whole number from ${range[0]} to ${range[1]}`);
}
