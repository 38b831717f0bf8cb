import { HawserError } from "./errors.js";

/** Options of {@link AsyncStream}. */
export interface AsyncStreamOptions<T> {
  /** How many undelivered items are kept. Default 1024. */
  readonly limit?: number;
  /**
   * What happens beyond `limit`: `"drop-oldest"` (default) forgets the oldest item and tells `onDrop`;
   * `"fail"` ends the stream with a HawserError `STREAM_OVERFLOW` after what is buffered.
   */
  readonly overflow?: "drop-oldest" | "fail";
  /** Asked for every item that has to wait behind another: a value replaces the last waiting one. */
  readonly merge?: (last: T, next: T) => T | undefined;
  /** The consumer broke out before the producer had ended the stream. Called once. */
  readonly onReturn?: () => void;
  /** So many items were dropped. */
  readonly onDrop?: (count: number) => void;
}

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

type End =
  | { readonly kind: "open" }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly error: Error };

const OPEN: End = { kind: "open" };
const DONE: End = { kind: "done" };

/**
 * A bounded queue between one producer and one consumer: pushed into from callbacks, read with
 * `for await`. It always ends: by {@link AsyncStream.end}, by {@link AsyncStream.fail}, or by the
 * consumer breaking out. What was pushed before the end is still delivered.
 */
export class AsyncStream<T> implements AsyncIterableIterator<T> {
  readonly #options: AsyncStreamOptions<T>;
  readonly #limit: number;
  // A ring: a power of two long, grown on demand.
  #ring: (T | undefined)[] = [];
  #head = 0;
  #size = 0;
  #end: End = OPEN;
  readonly #waiters: Waiter<T>[] = [];

  constructor(options: AsyncStreamOptions<T> = {}) {
    this.#options = options;
    this.#limit = Math.max(1, options.limit ?? 1024);
  }

  /** How many items wait to be read. */
  get size(): number {
    return this.#size;
  }

  /** Hands an item to the consumer. Ignored once the stream has ended. */
  push(value: T): void {
    if (this.#end !== OPEN) return;
    const waiter = this.#waiters.length > 0 ? this.#waiters.shift() : undefined;
    if (waiter !== undefined) {
      waiter.resolve({ value, done: false });
      return;
    }
    if (this.#size > 0 && this.#options.merge !== undefined) {
      const last = (this.#head + this.#size - 1) & (this.#ring.length - 1);
      const merged = this.#options.merge(this.#ring[last] as T, value);
      if (merged !== undefined) {
        this.#ring[last] = merged;
        return;
      }
    }
    if (this.#size >= this.#limit) {
      if (this.#options.overflow === "fail") {
        this.fail(
          new HawserError(`The stream's consumer fell ${this.#limit} items behind`, {
            code: "STREAM_OVERFLOW",
            hint: "Read faster, raise the limit, or let items be merged or dropped.",
          }),
        );
        return;
      }
      this.#take();
      this.#append(value);
      this.#options.onDrop?.(1);
      return;
    }
    this.#append(value);
  }

  /** Ends the stream after what is buffered. Ignored once it has ended. */
  end(): void {
    this.#finish(DONE);
  }

  /** Ends the stream with an error after what is buffered. Ignored once it has ended. */
  fail(error: unknown): void {
    this.#finish({ kind: "failed", error: error as Error });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#size > 0) return Promise.resolve({ value: this.#take(), done: false });
    const end = this.#end;
    if (end.kind === "open") {
      return new Promise((resolve, reject) => {
        this.#waiters.push({ resolve, reject });
      });
    }
    if (end.kind === "done") return Promise.resolve({ value: undefined, done: true });
    this.#end = DONE;
    return Promise.reject(end.error);
  }

  /** The consumer's end: forgets what is buffered and tells the producer through `onReturn`. */
  return(): Promise<IteratorResult<T, undefined>> {
    const wasOpen = this.#end === OPEN;
    this.#ring = [];
    this.#head = 0;
    this.#size = 0;
    this.#end = DONE;
    this.#releaseWaiters();
    if (wasOpen) this.#options.onReturn?.();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(end: End): void {
    if (this.#end !== OPEN) return;
    this.#end = end;
    const first = end.kind === "failed" ? this.#waiters.shift() : undefined;
    if (first !== undefined && end.kind === "failed") {
      this.#end = DONE;
      first.reject(end.error);
    }
    this.#releaseWaiters();
  }

  #releaseWaiters(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ value: undefined, done: true });
  }

  #take(): T {
    const value = this.#ring[this.#head] as T;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size -= 1;
    return value;
  }

  #append(value: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = value;
    this.#size += 1;
  }

  #grow(): void {
    const length = this.#ring.length;
    const grown = Array.from<T | undefined>({ length: Math.max(8, length * 2) });
    for (let i = 0; i < length; i++) grown[i] = this.#ring[(this.#head + i) & (length - 1)];
    this.#ring = grown;
    this.#head = 0;
  }
}
