import type { StageView } from '@ack-attack/protocol';
import { finishedView, lobbyView, playingView, predictingView, revealedView } from '../journeys/fixed-views.ts';
import type { Guide } from './tour.ts';

/** A stage before the largest class there can be, with the longest names. */
export async function walls(guide: Guide): Promise<void> {
  const full = { players: 60, lanes: 12, longNames: true };
  const states: Readonly<Record<string, (now: number) => StageView>> = {
    'stage-lobby-full': (now) => lobbyView({ ...full, now }),
    'stage-playing-full': (now) => playingView({ ...full, now }),
    'stage-predicting-full': (now) => predictingView({ ...full, made: 40, now }),
    'stage-revealed-full': (now) => revealedView({ ...full, now }),
    'stage-finished-full': (now) => finishedView({ ...full, now }),
  };
  for (const [state, make] of Object.entries(states)) {
    const page = await guide.wall(make(Date.now()));
    await page.getByRole('main').waitFor();
    await guide.show(state, page);
  }
}
