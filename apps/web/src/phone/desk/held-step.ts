import type { Action } from '@ack-attack/engine';
import { SvelteMap } from 'svelte/reactivity';
import { sendAction } from './act.ts';
import type { DeskCard } from './cards.ts';

/** How long a step that destroys can be undone, in ms. */
export const undoMs = 3_000;
/** Taps that follow sooner are one finger's drumming, and no change of mind. */
const drummingMs = 400;

interface HeldStep {
  action: Action;
  since: number;
  timer: ReturnType<typeof setTimeout>;
}

/** By the key of their card: a card waits with one step at most. */
const held = new SvelteMap<string, HeldStep>();

/** Whether a step of a card waits, and may still be undone. */
export function isHeld({ key }: DeskCard, action: Action): boolean {
  return held.get(key)?.action.do === action.do;
}

/**
 * Takes a step of a card. One that destroys is sent only when it can be undone no more; the same tap again undoes it, and
 * any other step of the card takes its place.
 */
export function takeStep(card: DeskCard, action: Action): void {
  const waiting = held.get(card.key);
  const again = waiting?.action.do === action.do;
  if (again && performance.now() - waiting.since < drummingMs) return;
  letGo(card.key);
  if (again) return;
  if (!destroys(card, action)) return void sendAction(action);
  const timer = setTimeout(() => {
    letGo(card.key);
    void sendAction(action);
  }, undoMs);
  held.set(card.key, { action, since: performance.now(), timer });
}

/** Undoes what the card of a key waits with; to be called, too, when the card goes. */
export function letGo(key: string): void {
  const waiting = held.get(key);
  if (!waiting) return;
  clearTimeout(waiting.timer);
  held.delete(key);
}

function destroys({ steps }: DeskCard, action: Action): boolean {
  // What has no other step left is finished: to clear it away loses nothing.
  if (action.do === 'dismiss') return steps.length > 1;
  return action.do === 'giveUp' || action.do === 'discard' || action.do === 'park';
}
