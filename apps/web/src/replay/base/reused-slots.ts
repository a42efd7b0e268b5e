/** An item, and the slot of the page that shows it. */
export interface Slotted<Item> {
  slot: number;
  item: Item;
}

/**
 * Gives each item of a list a slot, so that a jump to other items fills what the page has already made with new text,
 * which costs a fraction of a new one. An item that stays keeps its slot, so what is focused there stays what it was.
 *
 * @param idOf tells items apart that are in the list at the same time
 */
export function reusedSlots<Item>(
  idOf: (item: Item) => string | number,
): (items: readonly Item[]) => readonly Slotted<Item>[] {
  let taken = new Map<string | number, number>();
  let made = 0;
  return (items) => {
    const next = new Map<string | number, number>();
    for (const item of items) {
      const id = idOf(item);
      const slot = taken.get(id);
      if (slot !== undefined) next.set(id, slot);
    }
    const kept = new Set(next.values());
    const free = [...taken.values()].filter((slot) => !kept.has(slot));
    let filled = 0;
    const slotted = items.map((item) => {
      const id = idOf(item);
      const slot = next.get(id) ?? free[filled++] ?? made++;
      next.set(id, slot);
      return { slot, item };
    });
    taken = new Map(slotted.map(({ slot, item }) => [idOf(item), slot]));
    return slotted;
  };
}
