import type { GameEvent } from '@ack-attack/engine';
import type { CommandResult } from '@ack-attack/protocol';

/**
 * Compares a session's log with every answer that its clients have got; all of their commands are answered.
 *
 * @returns a sentence for each way in which a command was not done exactly once, none where all were
 */
export function exactlyOnceMistakes(events: readonly GameEvent[], answers: readonly CommandResult[]): string[] {
  const times = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'commandAccepted') times.set(event.id, (times.get(event.id) ?? 0) + 1);
  }
  const accepted = new Set(answers.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id));
  return [
    ...[...accepted].filter((id) => !times.has(id)).map((id) => `${id} was accepted and is not in the log`),
    ...[...times].filter(([, count]) => count > 1).map(([id, count]) => `${id} is in the log ${count} times`),
    ...[...times.keys()].filter((id) => !accepted.has(id)).map((id) => `${id} is in the log and nobody was told`),
    ...answers
      .filter(({ id, outcome }) => outcome === 'rejected' && times.has(id))
      .map(({ id }) => `${id} was rejected and is in the log`),
  ];
}
