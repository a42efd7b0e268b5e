import { gameMsAt, type GameTime } from './game-time.ts';

/**
 * An animation that is tied to game time: at any moment it shows what game time says, and while time runs the
 * browser moves it alone, off the page's thread.
 */
export interface TimedAnimation {
  follow: (time: GameTime) => void;
  cancel: () => void;
}

export interface Course {
  keyframes: Keyframe[];
  /** Game ms. */
  from: number;
  to: number;
  easing?: string;
  /** Whether it shows its first and last moment before and after it; else the element is then as its style says. */
  holds?: boolean;
}

/** Ties an element's movement to game time. It shows nothing of it until `follow` is called. */
export function animateInGameTime(
  element: Element,
  { keyframes, from, to, easing, holds = true }: Course,
): TimedAnimation {
  const animation = element.animate(keyframes, {
    duration: Math.max(1, to - from),
    easing: easing ?? 'linear',
    fill: holds ? 'both' : 'none',
  });
  animation.pause();
  return {
    follow(time) {
      animation.currentTime = gameMsAt(time, performance.now()) - from;
      if (time.rate > 0) {
        animation.playbackRate = time.rate;
        animation.play();
      } else animation.pause();
    },
    cancel: () => animation.cancel(),
  };
}
