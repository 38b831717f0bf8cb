import type { Turn } from "./turn.js";

/** Shows typing for handlers that have not answered by the end of the event loop's turn: one immediate for all. */
export class TypingSoon {
  readonly #turns = new Set<Turn>();
  #immediate: NodeJS.Immediate | undefined;

  add(turn: Turn): void {
    this.#turns.add(turn);
    this.#immediate ??= setImmediate(() => this.#show());
  }

  clear(): void {
    clearImmediate(this.#immediate);
    this.#immediate = undefined;
    this.#turns.clear();
  }

  #show(): void {
    this.#immediate = undefined;
    for (const turn of this.#turns) if (!turn.hasText) turn.typing();
    this.#turns.clear();
  }
}
