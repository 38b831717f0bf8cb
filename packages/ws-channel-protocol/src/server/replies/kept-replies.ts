import type { ResumeOptions } from "../options.js";
import type { Turn } from "./turn.js";

/** Ended replies with their texts, in the order in which they ended. Beyond the bounds the oldest lose their texts. */
export class KeptReplies {
  readonly #bounds: Required<ResumeOptions>;
  readonly #all = new Set<Turn>();
  readonly #bySender = new Map<string, Set<Turn>>();
  #chars = 0;

  constructor(bounds: Required<ResumeOptions>) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#all.size;
  }

  add(turn: Turn): void {
    let own = this.#bySender.get(turn.senderId);
    if (own === undefined) this.#bySender.set(turn.senderId, (own = new Set()));
    own.add(turn);
    this.#all.add(turn);
    this.#chars += turn.chars;
    if (own.size > this.#bounds.maxPerSender) this.#trimOldest(own);
    while (this.#chars > this.#bounds.maxTotalChars) this.#trimOldest(this.#all);
  }

  delete(turn: Turn): void {
    if (!this.#all.delete(turn)) return;
    this.#chars -= turn.chars;
    const own = this.#bySender.get(turn.senderId);
    own?.delete(turn);
    if (own?.size === 0) this.#bySender.delete(turn.senderId);
  }

  clear(): void {
    this.#all.clear();
    this.#bySender.clear();
    this.#chars = 0;
  }

  #trimOldest(turns: ReadonlySet<Turn>): void {
    for (const turn of turns) {
      this.delete(turn);
      turn.dropEnd();
      return;
    }
  }
}
