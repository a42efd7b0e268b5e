import { questionLimits, type Question } from '@ack-attack/engine';
import { namedBy } from '@ack-attack/scoring';

/** How many questions an exit ticket has. */
export const ticketLength = questionLimits.questions;

/**
 * Three questions about different misconceptions: first about those that the class has, most widespread first, then
 * whatever says most that is new; of equals one that was not asked before. The same class gets the same ticket.
 *
 * @param seen misconceptions that the class showed, the most widespread first
 * @param asked IDs of questions that were asked before
 */
export function pickTicket(
  questions: readonly Question[],
  seen: readonly string[],
  asked: ReadonlySet<string>,
): readonly Question[] {
  const picked: Question[] = [];
  const covered = new Set<string>();
  while (picked.length < ticketLength) {
    const left = questions.filter((question) => !picked.includes(question));
    const weight = (question: Question): readonly number[] => {
      const fresh = namedBy(question).filter((name) => !covered.has(name));
      const places = fresh.map((name) => seen.indexOf(name)).filter((place) => place >= 0);
      // Of what is new, the most widespread counts first.
      return [-Math.min(seen.length, ...places), asked.has(question.id) ? 0 : 1, fresh.length];
    };
    const [best] = left.sort((a, b) => compare(weight(b), weight(a)));
    if (!best) break;
    picked.push(best);
    for (const name of namedBy(best)) covered.add(name);
  }
  return picked;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing === -1 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}
