/** Remembers the newest keys, and something of each. */
export class RecentIds<T> {
  readonly #limit: number;
  readonly #ids = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(id: string): T | undefined {
    return this.#ids.get(id);
  }

  add(id: string, value: T): void {
    this.#ids.delete(id);
    this.#ids.set(id, value);
    for (const oldest of this.#ids.keys()) {
      if (this.#ids.size <= this.#limit) return;
      this.#ids.delete(oldest);
    }
  }
}
