import type { Delivery } from "./delivery.js";

type Result = IteratorResult<Delivery, undefined>;

/**
 * A generator that can be ended from outside: `return()` ends it also while a `next()` is waiting, which
 * JavaScript's own generators queue behind it.
 */
export class EndableStream implements AsyncIterableIterator<Delivery, undefined> {
  readonly #deliveries: AsyncGenerator<Delivery, undefined>;
  readonly #abort: () => void;
  readonly #onEnd: () => void;
  #waiting: Promise<unknown> = Promise.resolve();

  constructor(
    deliveries: AsyncGenerator<Delivery, undefined>,
    abort: () => void,
    onEnd: () => void,
  ) {
    this.#deliveries = deliveries;
    this.#abort = abort;
    this.#onEnd = onEnd;
  }

  next(): Promise<Result> {
    return this.#follow(this.#deliveries.next());
  }

  return(): Promise<Result> {
    this.#abort();
    return this.#follow(this.#deliveries.return(undefined));
  }

  /** Ends it; resolves when nobody waits for its next delivery any more. */
  async end(): Promise<void> {
    this.#abort();
    await this.#waiting.catch(() => undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #follow(result: Promise<Result>): Promise<Result> {
    this.#waiting = result;
    let ended = true;
    try {
      const { done } = await result;
      ended = done === true;
      return await result;
    } finally {
      if (ended) this.#onEnd();
    }
  }
}
