import { takeLargestFit } from './largest-fit.ts';

/** In units of the page's type. */
const sizes = { largest: 2.4, smallest: 0.5, step: 0.05 } as const;

/**
 * Gives a list the largest letters with which all of it fits its box.
 *
 * @param content what the list shows: another one is measured again
 * @returns the end of it
 */
export function fitLetters(list: HTMLElement, content: readonly unknown[]): () => void {
  const fits = (steps: number) => {
    list.style.fontSize = `calc(var(--type-unit) * ${sizes.smallest + steps * sizes.step})`;
    return list.scrollHeight <= list.clientHeight;
  };
  const fit = () => {
    const most = content.length === 0 ? 0 : Math.round((sizes.largest - sizes.smallest) / sizes.step);
    takeLargestFit([0, most], fits);
  };
  const resized = new ResizeObserver(fit);
  resized.observe(list);
  return () => resized.disconnect();
}
