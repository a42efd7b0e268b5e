import type { Contract, FaultPlan, Level, Role, RoundSettings } from '@ack-attack/engine';
import { dropsNext } from './plans/script.ts';

/** The first round of a player alone, which asks for no choice. */
interface FirstRound extends Pick<FaultPlan, 'id' | 'steps'> {
  level: Level;
  contract: Contract;
  role: Role;
  /** What differs from the level's own settings; ms. */
  change: Pick<RoundSettings, 'roundMs' | 'orderEveryMs'>;
}

/** Of its two or three orders the first loses its confirm, so that a producer that resends has its customer served twice. */
export const firstRound: FirstRound = {
  id: 'first-round',
  level: 'zero',
  contract: 'at-least-once',
  role: 'producer',
  change: { roundMs: 40_000, orderEveryMs: 20_000 },
  steps: [dropsNext(0, 'confirm', 1)],
};
