import { classroom } from './classroom.ts';
import { firstPages } from './first-pages.ts';
import { homework } from './homework.ts';
import { joining } from './joining.ts';
import { lesson } from './lesson.ts';
import { autopilot, guided } from './levels.ts';
import { playing } from './playing.ts';
import type { Tour } from './tour.ts';
import { walls } from './walls.ts';

/** Every screen in its states. A new one is shown by one of these, and so photographed and checked. */
export const tours: Readonly<Record<string, Tour>> = {
  firstPages,
  joining,
  classroom,
  lesson,
  playing,
  guided,
  autopilot,
  homework,
  walls,
};
