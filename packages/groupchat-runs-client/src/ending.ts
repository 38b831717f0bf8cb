/**
 * An end that many wait for. Not an AbortSignal: Node warns of a leak when more than ten listen to one,
 * as the runs that are worked at the same time would, and what `AbortSignal.any` links to a signal that
 * lives as long as the client stays there in Node 20.
 */
export class Ending {
  readonly #waiting = new Set<(reason: Error) => void>();
  #reason: Error | undefined;

  /** Calls `fn` at the end, or at once when that has come. The returned function withdraws. */
  on(fn: (reason: Error) => void): () => void {
    if (this.#reason !== undefined) {
      fn(this.#reason);
      return () => undefined;
    }
    this.#waiting.add(fn);
    return () => {
      this.#waiting.delete(fn);
    };
  }

  /** Ends it. Only the first time counts. */
  end(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const fn of waiting) fn(reason);
  }

  /** Runs work until this ends, or the signal aborts: the work's signal then does, with the same reason. */
  async bounds<T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const abort = (): void => controller.abort(signal?.reason);
    const off = this.on((reason) => controller.abort(reason));
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      controller.signal.throwIfAborted();
      return await work(controller.signal);
    } finally {
      off();
      signal?.removeEventListener("abort", abort);
    }
  }
}
