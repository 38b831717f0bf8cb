import { AsyncStream, Emitter, type AsyncStreamOptions, type Logger } from "@hawser/core";

/** How a stream of changes is bounded and ended. */
export interface FeedStreamOptions<T> extends Pick<AsyncStreamOptions<T>, "limit" | "merge"> {
  /** Ends the stream quietly. */
  readonly signal?: AbortSignal | undefined;
  /** What the stream starts with. */
  readonly first?: Iterable<T>;
}

/** Hands the changes of one tracker to its listeners and streams; one that throws disturbs no other. */
export class Feed<T> {
  readonly #emitter: Emitter<{ change: T }>;
  readonly #streams = new Set<AsyncStream<T>>();

  constructor(logger: Logger) {
    this.#emitter = new Emitter({
      onListenerError: (error) => logger.error("A change listener failed", { error }),
    });
  }

  listen(fn: (change: T) => void): () => void {
    return this.#emitter.on("change", fn);
  }

  emit(change: T): void {
    this.#emitter.emit("change", change);
  }

  /** Buffers up to `limit` changes (default 1024), then forgets the oldest. */
  stream(options: FeedStreamOptions<T> = {}): AsyncIterableIterator<T> {
    const { signal, first = [], ...bounds } = options;
    const release = (): void => {
      off();
      this.#streams.delete(stream);
      signal?.removeEventListener("abort", end);
    };
    const stream = new AsyncStream<T>({ ...bounds, onReturn: release });
    const end = (): void => {
      release();
      stream.end();
    };
    const off = this.listen((change) => stream.push(change));
    this.#streams.add(stream);
    for (const change of first) stream.push(change);
    if (signal?.aborted === true) end();
    else signal?.addEventListener("abort", end, { once: true });
    return stream;
  }

  /** Ends every stream and forgets every listener. */
  close(): void {
    this.#emitter.clear();
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }
}
