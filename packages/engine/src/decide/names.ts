import type { LaneId, PlayerId } from '../base/ids.ts';
import { sessionLimits } from '../base/limits.ts';
import { latinTwins } from '../base/lookalikes.ts';
import { refuse } from '../base/rejection.ts';
import type { Player, SessionState } from '../model/state.ts';

/** A name as it will be shown. @throws {Refusal} name-invalid */
function legibleName(raw: string): string {
  const name = legibleText(raw, sessionLimits.nameLength);
  return name ?? refuse('name-invalid', `a name has 1 to ${sessionLimits.nameLength} visible characters`);
}

/**
 * A line as it will be shown: invisible characters are dropped, of marks piled on one letter two are kept, white space
 * is folded. Undefined where nothing legible is left, or too much.
 */
export function legibleText(raw: string, longest: number): string | undefined {
  const text = raw
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    // The blank of Braille looks like a space.
    .replace(/[\s\u2800]+/gu, ' ')
    .trim();
  const legible = text.length > 0 && text.length <= longest && !/\p{C}|^\p{M}+$/u.test(text);
  return legible ? text : undefined;
}

/** The name that a player may have. @throws {Refusal} name-invalid, name-taken */
export function playerName({ players }: SessionState, raw: string, owner?: PlayerId): string {
  const name = legibleName(raw);
  const key = nameKey(name);
  const taken = players.some((player) => player.id !== owner && nameKey(player.name) === key);
  return taken ? refuse('name-taken', 'another player has this name') : name;
}

/** The player whose name this is, as a class would read it. */
export function playerNamed({ players }: SessionState, raw: string): Player | undefined {
  const name = legibleText(raw, sessionLimits.nameLength);
  const key = name === undefined ? undefined : nameKey(name);
  return players.find((player) => nameKey(player.name) === key);
}

/** The name that a lane may have; empty for its own. @throws {Refusal} name-invalid, name-taken */
export function laneName({ laneNames }: SessionState, raw: string, owner: LaneId): string {
  if (raw.trim() === '') return '';
  const name = legibleName(raw);
  const key = nameKey(name);
  const taken = Object.entries(laneNames).some(([lane, other]) => lane !== owner && nameKey(other) === key);
  return taken ? refuse('name-taken', 'another lane has this name') : name;
}

/** Two names with the same key look alike to a class. */
function nameKey(name: string): string {
  return latinTwins(name.normalize('NFKC').toUpperCase());
}
