import { random } from '@ack-attack/engine';
import type { AskedQuestion } from '@ack-attack/protocol';

/**
 * The options of a question in an order of the reader's own, so that "the third one" tells a neighbour nothing. The same
 * reader gets the same order after a reload; answers name options by their IDs.
 */
export function shuffledOptions({ id, options }: Pick<AskedQuestion, 'id' | 'options'>, reader: string) {
  const place = new Map(options.map((option) => [option.id, random(0, reader, id, option.id)]));
  return [...options].sort((a, b) => place.get(a.id)! - place.get(b.id)!);
}
