import type { Counts, Lane } from '../model/lane.ts';
import { indexOf, omit } from '../base/list.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The lists of a lane, and those of them whose entries have an ID. */
type ListName = { [K in keyof Lane]-?: Lane[K] extends readonly object[] | readonly string[] ? K : never }[keyof Lane];
type Entry<Name extends ListName> = Lane[Name][number];
type EntityListName = { [K in ListName]: Entry<K> extends { id: string } ? K : never }[ListName];
type Id<Name extends EntityListName> = Extract<Entry<Name>, { id: string }>['id'];

/**
 * A lane that events are being folded into. The lane it was made from is never changed: it, its lists and their entries
 * are copied before the first change to each, and only then. So many events cost one copy of what they touch, and
 * what none of them touches stays shared.
 */
export class LaneDraft {
  #lane: Lane;
  /** What was made here, and may be changed here. */
  readonly #own = new Set<object>();

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  /** The lane with all that was folded into it. It changes as more is. */
  get lane(): Lane {
    return this.#lane;
  }

  /** The lane, to be changed. */
  own(): Writable<Lane> {
    if (!this.#own.has(this.#lane)) this.#own.add((this.#lane = { ...this.#lane }));
    return this.#lane;
  }

  /** Takes an optional property away. */
  without(name: 'nextOrderAt'): void {
    if (this.#lane[name] === undefined) return;
    this.#lane = omit(this.#lane, name);
    this.#own.add(this.#lane);
  }

  counts(): Counts {
    const { counts } = this.#lane;
    if (this.#own.has(counts)) return counts;
    const own = { ...counts };
    this.#own.add(own);
    return (this.own().counts = own);
  }

  /** One of the lane's lists, to be changed. */
  list<Name extends ListName>(name: Name): Entry<Name>[] {
    const list = this.#lane[name] as Entry<Name>[];
    return this.#own.has(list) ? list : this.#keep(name, list.slice());
  }

  /** Puts an entry at the end of a list. With a limit the oldest entry makes room for it. */
  add<Name extends ListName>(name: Name, entry: Entry<Name>, limit = Infinity): void {
    const list = this.#lane[name] as Entry<Name>[];
    const own = this.#own.has(list) ? list : this.#keep(name, list.slice());
    own.push(entry);
    if (own.length > limit) own.shift();
  }

  /** An entry, to be changed; undefined where there is none. Nothing is deleted from it but what was added last. */
  edit<Name extends EntityListName>(name: Name, id: Id<Name>): Writable<Entry<Name>> | undefined {
    const index = indexOf(this.#lane[name] as readonly { id: string }[], id);
    return index < 0 ? undefined : this.editAt(name, index);
  }

  editAt<Name extends ListName>(name: Name, index: number): Writable<Entry<Name>> {
    const list = this.list(name);
    const entry = list[index] as Entry<Name> & object;
    if (this.#own.has(entry)) return entry;
    const own = { ...entry };
    this.#own.add(own);
    list[index] = own;
    return own;
  }

  /** Takes an entry out of a list and hands it over; undefined where there is none. */
  take<Name extends EntityListName>(name: Name, id: Id<Name>): Entry<Name> | undefined {
    const index = indexOf(this.#lane[name] as readonly { id: string }[], id);
    return index < 0 ? undefined : this.list(name).splice(index, 1)[0];
  }

  /** Keeps only some entries of a list; the list stays as it is where that is all of them. */
  keep<Name extends ListName>(name: Name, which: (entry: Entry<Name>) => boolean): void {
    const list = this.#lane[name] as readonly Entry<Name>[];
    if (!list.every(which)) this.#keep(name, list.filter(which));
  }

  #keep<Name extends ListName>(name: Name, list: Entry<Name>[]): Entry<Name>[] {
    this.#own.add(list);
    Object.assign(this.own(), { [name]: list });
    return list;
  }
}
