import type { MarkSum, MisconceptionOf } from '@ack-attack/scoring';
import type { IconName } from '../icons/paths.ts';

/** A player's standing on a myth. Only a tested one can be solid. */
export const stands = ['caught', 'shaky', 'solid', 'unseen'] as const;
export type Stand = (typeof stands)[number];

export const standIcons = {
  caught: 'bulb',
  shaky: 'waiting',
  solid: 'check',
  unseen: 'search',
} as const satisfies Record<Stand, IconName>;

/** From play and answers together. Once caught, or right by nothing but guesses, is not solid. */
export function standOf(one: Pick<MisconceptionOf, 'stands'> | undefined): Stand {
  switch (one?.stands) {
    case undefined:
      return 'unseen';
    case 'not-yet':
      return 'caught';
    case 'understood':
      return 'solid';
    default:
      return 'shaky';
  }
}

/** A myth that some play showed, with the marks that show it. */
export interface ShownMyth<Mark> {
  about: MarkSum['about'];
  stand: Stand;
  marks: readonly Mark[];
}

/** Marks by their myth; those that show it first. */
export function mythsOf<Mark extends Pick<MarkSum, 'about' | 'shows'>>(
  marks: readonly Mark[],
): readonly ShownMyth<Mark>[] {
  const abouts = [...new Set(marks.map(({ about }) => about))];
  const shown = abouts.map((about): ShownMyth<Mark> => {
    const own = marks.filter((mark) => mark.about === about);
    const caught = own.filter(({ shows }) => shows === 'not-yet').length;
    const stand = caught === 0 ? 'solid' : caught === own.length ? 'caught' : 'shaky';
    return { about, stand, marks: own };
  });
  return shown.sort((a, b) => stands.indexOf(a.stand) - stands.indexOf(b.stand));
}
