import type { LlmHoldOptions } from "./types.js";

/** Where held replies wait: closed by `hold()`, opened for good or until the next hold by `release()`. */
export class Gate {
  #hold: Required<LlmHoldOptions> | undefined;
  #waiting = new Set<() => void>();

  hold(options: LlmHoldOptions): void {
    this.#hold = { afterChunks: options.afterChunks ?? 0, match: options.match ?? "" };
  }

  release(): void {
    this.#hold = undefined;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const go of waiting) go();
  }

  /** True when a reply to `text` must stop now that `chunks` pieces of it are out. */
  holds(text: string, chunks: number): boolean {
    const hold = this.#hold;
    return hold !== undefined && chunks === hold.afterChunks && text.includes(hold.match);
  }

  /** Resolves at the next release, or when `signal` ends the wait. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.#waiting.delete(go);
        signal.removeEventListener("abort", go);
        resolve();
      };
      if (signal.aborted) return go();
      this.#waiting.add(go);
      signal.addEventListener("abort", go);
    });
  }
}
