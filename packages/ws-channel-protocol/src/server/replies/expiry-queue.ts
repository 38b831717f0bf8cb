/** What an {@link ExpiryQueue} keeps with each of its items. Nobody else writes it. */
export interface Expiring<T> {
  /** When it expires; undefined outside of the queue. */
  due: number | undefined;
  before: T | undefined;
  after: T | undefined;
}

/**
 * Things in the order in which they expire. All live equally long, so the newest goes last. Linked with
 * one another: a map looks through all that was taken out of its front before it finds its first.
 */
export class ExpiryQueue<T extends Expiring<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get first(): T | undefined {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  push(item: T, due: number): void {
    const last = this.#last;
    item.due = due;
    item.before = last;
    if (last === undefined) this.#first = item;
    else last.after = item;
    this.#last = item;
    this.#size += 1;
  }

  delete(item: T): void {
    if (item.due === undefined) return;
    const { before, after } = item;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    item.due = item.before = item.after = undefined;
    this.#size -= 1;
  }

  clear(): void {
    while (this.#first !== undefined) this.delete(this.#first);
  }
}
