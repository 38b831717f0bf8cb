interface Waiter<S> {
  readonly resolve: (session: S) => void;
  readonly reject: (error: unknown) => void;
  readonly release: () => void;
}

/** Those who wait for a connection to be ready. */
export class Waiters<S> {
  #waiting: Waiter<S>[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  /**
   * Waits. `onAbort` is called after a waiter has left because of its signal.
   *
   * A promise nobody looks at makes no unhandled rejection.
   */
  wait(signal: AbortSignal | undefined, onAbort: () => void): Promise<S> {
    const promise = new Promise<S>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(signal?.reason as Error);
        onAbort();
      };
      const release = (): void => signal?.removeEventListener("abort", leave);
      const waiter = { resolve, reject, release };
      signal?.addEventListener("abort", leave, { once: true });
      this.#waiting.push(waiter);
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

  #drain(): Waiter<S>[] {
    const all = this.#waiting;
    this.#waiting = [];
    for (const waiter of all) waiter.release();
    return all;
  }
}
