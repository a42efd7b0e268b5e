/** What is shown of an entry: the same object in one view and the next, so that comparing views stays shallow. */
export function shown<Known extends object, Shown>(all: WeakMap<Known, Shown>, known: Known, show: () => Shown): Shown {
  let view = all.get(known);
  if (view === undefined) all.set(known, (view = show()));
  return view;
}
