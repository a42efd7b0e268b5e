import { browserStorage } from '@ack-attack/client';

const key = (tour: string) => `ack-attack/tour/${tour}`;

/** Whether the tour was seen or dismissed in this browser. */
export function isTourSeen(tour: 'console' | 'stage'): boolean {
  return browserStorage().get(key(tour)) !== undefined;
}

export function rememberTour(tour: 'console' | 'stage'): void {
  browserStorage().set(key(tour), 'seen');
}
