/** Calls those who listen. For what happens once and is no state. */
export class Bell<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** The returned function ends the listening. */
  on(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  ring(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}
