/** A set that forgets its oldest members beyond a limit, so that months of ids do not fill the memory. */
export class BoundedSet {
  readonly #members = new Set<string>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  has(member: string): boolean {
    return this.#members.has(member);
  }

  add(member: string): void {
    // Added again, it counts as young.
    this.#members.delete(member);
    this.#members.add(member);
    if (this.#members.size <= this.#limit) return;
    for (const oldest of this.#members) {
      this.#members.delete(oldest);
      return;
    }
  }

  delete(member: string): boolean {
    return this.#members.delete(member);
  }
}
