import type { Choice, ReasonCode } from '@ack-attack/bots';
import type { Action, SeatView } from '@ack-attack/engine';
import type { PhoneView } from '@ack-attack/protocol';
import { lazyChunk } from '../base/lazy-chunk.ts';

type Choose = typeof import('./textbooks.ts').chooseAction;

const loadTextbooks = () => lazyChunk('hints/textbooks', () => import('./textbooks.ts'));

/** The textbook's next step, for the level that is guided. */
export interface Hint {
  readonly reason: ReasonCode | undefined;
  pointsTo(action: Action): boolean;
}

/** To be created in a component. The textbooks are loaded only where the level is guided. */
export function createHint(view: () => PhoneView, now: () => number): Hint {
  let choose = $state.raw<Choose>();
  const guided = $derived(view().settings.level === 'zero');
  $effect(() => {
    // Without hints the level goes on.
    if (guided && !choose)
      void loadTextbooks().then(
        (bots) => (choose = bots.chooseAction),
        () => undefined,
      );
  });
  const choice = $derived<Choice | undefined>(textbookStep(guided ? choose : undefined, view(), now()));
  const target = $derived(choice && JSON.stringify(choice.action));
  return {
    get reason() {
      return choice?.reason;
    },
    pointsTo: (action) => JSON.stringify(action) === target,
  };
}

function textbookStep(choose: Choose | undefined, view: PhoneView, now: number): Choice | undefined {
  const seat: SeatView | undefined = view.seat;
  if (!choose || !seat || view.phase !== 'playing') return undefined;
  // No client knows the session's seed; any seed gives a right step.
  return choose(seat, { settings: view.settings, now, seed: 0 });
}
