import common from '@ack-attack/lesson/catalogues/en/common.json';
import console_ from '@ack-attack/lesson/catalogues/en/console.json';
import join from '@ack-attack/lesson/catalogues/en/join.json';
import marks from '@ack-attack/lesson/catalogues/en/marks.json';
import phone from '@ack-attack/lesson/catalogues/en/phone.json';
import play from '@ack-attack/lesson/catalogues/en/play.json';
import policy from '@ack-attack/lesson/catalogues/en/policy.json';
import quiz from '@ack-attack/lesson/catalogues/en/quiz.json';
import replay from '@ack-attack/lesson/catalogues/en/replay.json';
import report from '@ack-attack/lesson/catalogues/en/report.json';
import reveal from '@ack-attack/lesson/catalogues/en/reveal.json';
import review from '@ack-attack/lesson/catalogues/en/review.json';
import stage from '@ack-attack/lesson/catalogues/en/stage.json';

const texts = {
  ...{ ...common, ...console_, ...join, ...marks, ...phone, ...play, ...policy, ...quiz },
  ...{ ...replay, ...report, ...reveal, ...review, ...stage },
};
export type WordingKey = keyof typeof texts;

/**
 * What a page says in English under a key of the catalogues, so that a button is found whatever it is called today.
 * Only plain parameters are filled in.
 */
export function wording(key: WordingKey, values: Readonly<Record<string, string | number>> = {}): string {
  return texts[key].replace(/\{(\w+)(?:, number)?\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The words before the first parameter. */
export function wordingStart(key: WordingKey): string {
  return texts[key].split('{')[0] ?? '';
}
