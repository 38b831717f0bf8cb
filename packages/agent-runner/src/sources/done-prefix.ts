/** Things that are done in any order; how far all of them are is what counts. */
export class DonePrefix<T> {
  readonly #items: { readonly value: T; done: boolean }[] = [];

  /** @returns call it when it is done; gives the last one up to which all are, where that moved. */
  add(value: T): () => T | undefined {
    const item = { value, done: false };
    this.#items.push(item);
    return () => {
      item.done = true;
      let last: T | undefined;
      while (this.#items[0]?.done === true) last = this.#items.shift()?.value;
      return last;
    };
  }
}
