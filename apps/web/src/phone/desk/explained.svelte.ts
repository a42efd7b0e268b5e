import type { Step } from './cards.ts';
import { t } from '../base/play-text.ts';

/** A finger that lies so long asks what a button does, in ms. */
const askMs = 500;
/** How long the answer stays after the finger has gone, in ms. */
const readMs = 4_000;

let text = $state('');
let timer: ReturnType<typeof setTimeout> | undefined;

export const explained = {
  /** What the button does that was asked about; empty where none was. */
  get text() {
    return text;
  },
};

/** What a step does, and what comes of it. */
export function explanationOf({ action }: Step): string {
  if (action.do !== 'publish') return t(`play.explain.${action.do}`);
  return t(action.message === undefined ? 'play.explain.publish' : 'play.explain.resend');
}

export interface LongPress {
  press(event: Pick<Event, 'timeStamp'>): void;
  lift(event: Pick<Event, 'timeStamp'>): void;
  wasAsked(): boolean;
}

/** Explains a button under a finger that stays on it. Such a press is no tap. */
export function askedByLongPress(explanation: () => string): LongPress {
  let asking: ReturnType<typeof setTimeout> | undefined;
  let pressedAt = 0;
  let asked = false;
  return {
    press({ timeStamp }) {
      pressedAt = timeStamp;
      asked = false;
      clearTimeout(asking);
      asking = setTimeout(() => {
        asked = true;
        clearTimeout(timer);
        text = explanation();
      }, askMs);
    },
    lift({ timeStamp }) {
      clearTimeout(asking);
      if (!asked) return;
      clearTimeout(timer);
      // A busy page hears late of a finger that was lifted in time.
      if (timeStamp - pressedAt < askMs) {
        asked = false;
        text = '';
        return;
      }
      timer = setTimeout(() => (text = ''), readMs);
    },
    wasAsked: () => asked,
  };
}
