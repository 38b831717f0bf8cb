/** Those who wait for a connection to be ready. */
export class Waiters<S> {
  readonly #waiting = new Set<{
    readonly resolve: (session: S) => void;
    readonly reject: (error: unknown) => void;
    readonly release: () => void;
  }>();

  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Waits. `onAbort` is called after a waiter has left because of its signal.
   *
   * A promise nobody looks at makes no unhandled rejection.
   */
  wait(signal: AbortSignal | undefined, onAbort: () => void): Promise<S> {
    const promise = new Promise<S>((resolve, reject) => {
      const leave = (): void => {
        waiter.release();
        this.#waiting.delete(waiter);
        reject(signal?.reason as Error);
        onAbort();
      };
      const waiter = {
        resolve,
        reject,
        release: () => signal?.removeEventListener("abort", leave),
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#waiting.add(waiter);
    });
    promise.catch(() => undefined);
    return promise;
  }

  resolve(session: S): void {
    for (const waiter of this.#drain()) waiter.resolve(session);
  }

  reject(error: unknown): void {
    for (const waiter of this.#drain()) waiter.reject(error);
  }

  #drain(): { resolve: (session: S) => void; reject: (error: unknown) => void }[] {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of all) waiter.release();
    return all;
  }
}
