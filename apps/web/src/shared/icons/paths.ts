import type { laterPaths } from './later-paths.ts';

/** The project's own icons, drawn on a 24 × 24 grid as strokes in the current colour: those of the phone's first screens. */
const firstPaths = {
  publish: 'M21 3L3 10.500l7 3.500 3.500 7zM10 14L21 3',
  envelope: 'M3 6h18v13H3zM3 7l9 7 9-7',
  check: 'M4 12.500l5.500 5.500L20 7',
  cross: 'M6 6l12 12M18 6L6 18',
  bot: 'M5 9h14v10H5zM12 9V5M12 4.500v0M9 13.500v1M15 13.500v1M2.500 13v3M21.500 13v3',
  offline:
    'M3 3l18 18M8.500 16.500a5 5 0 0 1 6.500-.500M5 12.500a10 10 0 0 1 4.500-2.600M2 8.500A15 15 0 0 1 6.500 5.800M14 9.900a10 10 0 0 1 5 2.600M10.500 4.600A15 15 0 0 1 22 8.500M12 20v0',
  waiting: 'M7 3h10M7 21h10M8 3v3.500L12 12l4-5.500V3M8 21v-3.500L12 12l4 5.500V21',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.500 21a7.500 7.500 0 0 1 15 0',
  teacher: 'M3 4h18v11H3zM7 8h7M7 11h4M12 15v5M8 20h8',
  screen: 'M3 4h18v12H3zM8 20h8M12 16v4',
} as const;

export type IconName = keyof typeof firstPaths | keyof typeof laterPaths;

/** Every icon, once the page has imported later-icons.ts: a phone does after its first screen. */
export const iconPaths = { ...firstPaths } as Record<IconName, string>;
