import { ConnectionLostError } from "@hawser/core";

/** Ends whatever is under way when the client is closed. */
export class Lifetime {
  readonly #running = new Set<AbortController>();
  #over = false;

  get isOver(): boolean {
    return this.#over;
  }

  /** @throws ConnectionLostError `CLOSED`; the signal's reason; what the work throws. */
  async run<T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.#over) throw closed(false);
    signal?.throwIfAborted();
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#running.add(controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#running.delete(controller);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  end(): void {
    this.#over = true;
    for (const controller of this.#running) controller.abort(closed(true));
  }
}

/** @param maybeExecuted - it was under way. */
export function closed(maybeExecuted: boolean): ConnectionLostError {
  return new ConnectionLostError("The client was closed", {
    code: "CLOSED",
    retryable: false,
    maybeExecuted,
  });
}
