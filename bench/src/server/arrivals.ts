/** When each client came back after all were dropped. */
export class Arrivals {
  #droppedAt: number | undefined;
  readonly #first = new Map<string, number>();

  /** Whether upgrades are refused now: only the time of the try is of interest. */
  get counting(): boolean {
    return this.#droppedAt !== undefined;
  }

  begin(): void {
    this.#first.clear();
    this.#droppedAt = performance.now();
  }

  note(client: string): void {
    if (this.#droppedAt === undefined || this.#first.has(client)) return;
    this.#first.set(client, performance.now() - this.#droppedAt);
  }

  /** Milliseconds from the drop to each client's first try, earliest first. */
  end(): readonly number[] {
    this.#droppedAt = undefined;
    return [...this.#first.values()].toSorted((a, b) => a - b);
  }
}
