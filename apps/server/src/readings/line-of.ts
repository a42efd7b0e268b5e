/** The line was so long that waiting in it makes no sense. */
export class LineFull extends Error {
  constructor() {
    super('too many wait in line');
    this.name = 'LineFull';
  }
}

/** Lets in a few at once, and the others in the order in which they came. */
export class LineOf {
  readonly #concurrency: number;
  readonly #longest: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  /**
   * @param concurrency how many may be inside
   * @param longest how many may wait
   */
  constructor(concurrency: number, longest: number) {
    this.#concurrency = concurrency;
    this.#longest = longest;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is the caller's turn, with what must be called once at its end. Rejects with `LineFull`. */
  async enter(): Promise<() => void> {
    if (this.#inside < this.#concurrency) this.#inside++;
    else if (this.#waiting.length >= this.#longest) throw new LineFull();
    // A reader that leaves hands its place over.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return () => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside--;
    };
  }
}
