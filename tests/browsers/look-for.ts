/** Words that are all of a text, or a pattern of them. */
export type Words = string | { pattern: string };

/** What somebody looks for. Only what can be seen is found, but for `css`. */
export type Target = ({ role: string; name?: Words } | { text: Words } | { label: Words } | { css: string }) & {
  /** Only inside of it. */
  within?: Target;
};

export interface Sight {
  /** How many there are; the rest is of the first. */
  count: number;
  text: string;
  value: string;
  href: string;
  /** Middle of it in the viewport. */
  x: number;
  y: number;
}

/** Until when somebody looks: it is there, nothing covers it and it stands still, or it is gone. */
export type Patience = 'there' | 'touchable' | 'gone';

export interface Look {
  sight: Sight | null;
  /** Whether it came to what was waited for. */
  done: boolean;
}

interface Finders {
  queryAllByRole(inside: Element, role: string, options: { name?: string | RegExp }): HTMLElement[];
  queryAllByText(inside: Element, text: string | RegExp): HTMLElement[];
  queryAllByLabelText(inside: Element, text: string | RegExp): HTMLElement[];
}

/** Where the click went that follows a look for something touchable: '' until there is one. */
export interface TapWatch {
  landedOn?: 'target' | (string & {});
}

/** Runs in the page, for as long as it waits. 'blind' where the finders are not there yet. */
export async function lookFor(target: Target, patience: Patience, withinMs: number): Promise<Look | 'blind'> {
  const finders = (window as unknown as { TestingLibraryDom?: Finders }).TestingLibraryDom;
  if (!finders) return 'blind';
  const exact = (words: Words) => (typeof words === 'string' ? words : new RegExp(words.pattern));
  const isShown = (element: Element) =>
    element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';

  const find = ({ within, ...wanted }: Target): Element[] => {
    const [inside] = within ? find(within) : [document.body];
    if (!inside) return [];
    if ('css' in wanted) return [...inside.querySelectorAll(wanted.css)];
    const all =
      'role' in wanted
        ? finders.queryAllByRole(inside, wanted.role, wanted.name === undefined ? {} : { name: exact(wanted.name) })
        : 'label' in wanted
          ? finders.queryAllByLabelText(inside, exact(wanted.label))
          : finders.queryAllByText(inside, exact(wanted.text));
    return all.filter(isShown);
  };

  const watchTap = (wanted: Element) => {
    const watch = window as unknown as TapWatch;
    watch.landedOn = '';
    const note = ({ target: hit }: Event) => {
      watch.landedOn =
        hit instanceof Node && wanted.contains(hit) ? 'target' : ((hit as Element).outerHTML ?? 'nothing');
    };
    document.addEventListener('click', note, { capture: true, once: true });
  };

  let placeBefore = '';
  const look = (): Look => {
    const found = find(target);
    const [first] = found;
    if (!first) return { sight: null, done: patience === 'gone' };
    // A box to tick is touched at its label, wherever the box itself is hidden.
    const box = first instanceof HTMLInputElement && ['radio', 'checkbox'].includes(first.type);
    const touched = (box && first.closest('label')) || first;
    const sides = touched.getBoundingClientRect();
    const inView = sides.left >= 0 && sides.top >= 0 && sides.right <= innerWidth && sides.bottom <= innerHeight;
    if (patience === 'touchable' && !inView) touched.scrollIntoView({ block: 'center', inline: 'center' });
    const { left, top, width, height } = touched.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const over = document.elementFromPoint(x, y);
    const off = first.getAttribute('aria-disabled') === 'true' || (first as HTMLButtonElement).disabled;
    const place = [left, top, width, height].join();
    const touchable = over !== null && touched.contains(over) && !off && place === placeBefore;
    placeBefore = place;
    if (patience === 'touchable' && touchable) watchTap(touched);
    return {
      sight: {
        count: found.length,
        text: (first.textContent ?? '').replace(/\s+/g, ' ').trim(),
        value: (first as HTMLInputElement).value ?? '',
        href: (first as HTMLAnchorElement).href ?? '',
        x,
        y,
      },
      done: patience === 'there' || (patience === 'touchable' && touchable),
    };
  };

  for (const end = performance.now() + withinMs; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const seen = look();
    if (seen.done || performance.now() >= end) return seen;
  }
}
