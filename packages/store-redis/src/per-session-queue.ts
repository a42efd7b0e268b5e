/** Lets the writes of each session take effect one after another, in the order they were requested. */
export class PerSessionQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  inOrder<T>(id: string, write: () => Promise<T>): Promise<T> {
    const before = this.#last.get(id);
    const result = before ? before.then(write, write) : write();
    const settled = result
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(id) === settled) this.#last.delete(id);
      });
    this.#last.set(id, settled);
    return result;
  }

  /** Resolves once all writes requested so far have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
