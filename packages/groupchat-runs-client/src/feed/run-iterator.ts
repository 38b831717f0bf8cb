import { AsyncStream, ConnectionLostError } from "@hawser/core";
import type { Run } from "../schemas/index.js";
import { BoundedSet } from "./bounded-set.js";
import type { InFlight } from "./in-flight.js";
import type { RunFeed } from "./run-feed.js";

const REMEMBERED = 20_000;

/**
 * Pending runs, each to one reader only. A run is taken from the backlog when it is asked for, not
 * before: what vanishes meanwhile is not handed out.
 */
export function pendingRuns(
  feed: RunFeed,
  signal: AbortSignal | undefined,
): AsyncIterableIterator<Run, undefined> {
  return new PendingRuns(feed, signal);
}

interface Waiting {
  readonly resolve: (result: IteratorResult<Run, undefined>) => void;
  readonly reject: (error: unknown) => void;
  readonly withdraw: () => void;
}

class PendingRuns implements AsyncIterableIterator<Run, undefined> {
  readonly #feed: RunFeed;
  readonly #waiting = new Set<Waiting>();
  #open = true;
  #error: Error | undefined;
  readonly #release: () => void;

  constructor(feed: RunFeed, signal: AbortSignal | undefined) {
    this.#feed = feed;
    const end = (): void => {
      this.#end(undefined);
    };
    const offEnd = feed.events.on("end", (error) => {
      this.#end(error);
    });
    const release = feed.acquire();
    this.#release = () => {
      offEnd();
      release();
      signal?.removeEventListener("abort", end);
    };
    if (signal?.aborted === true || feed.state.status === "closed") end();
    else signal?.addEventListener("abort", end, { once: true });
  }

  next(): Promise<IteratorResult<Run, undefined>> {
    if (!this.#open) {
      const error = this.#error;
      this.#error = undefined;
      if (error !== undefined) return Promise.reject(error);
      return Promise.resolve({ value: undefined, done: true });
    }
    return new Promise((resolve, reject) => {
      let withdraw = (): void => undefined;
      const waiting: Waiting = { resolve, reject, withdraw: () => withdraw() };
      this.#waiting.add(waiting);
      withdraw = this.#feed.backlog.request((run) => {
        this.#waiting.delete(waiting);
        resolve({ value: run, done: false });
      });
    });
  }

  return(): Promise<IteratorResult<Run, undefined>> {
    this.#end(undefined);
    this.#error = undefined;
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(error: Error | undefined): void {
    if (!this.#open) return;
    this.#open = false;
    this.#release();
    const [first, ...others] = this.#waiting;
    this.#waiting.clear();
    first?.withdraw();
    if (error === undefined) first?.resolve({ value: undefined, done: true });
    else if (first === undefined) this.#error = error;
    else first.reject(error);
    for (const { withdraw, resolve } of others) {
      withdraw();
      resolve({ value: undefined, done: true });
    }
  }
}

/** Which stopped runs are of interest. */
export type StoppedScope = "in-flight" | "all";

/** Stopped runs, each to every reader. */
export function stoppedRuns(
  feed: RunFeed,
  inFlight: InFlight,
  scope: StoppedScope,
  signal: AbortSignal | undefined,
): AsyncIterableIterator<Run, undefined> {
  const seen = new BoundedSet(REMEMBERED);
  const stream = new AsyncStream<Run>({ onReturn: () => release() });
  const push = (run: Run): void => {
    if (seen.has(run.id)) return;
    seen.add(run.id);
    stream.push(run);
  };
  const end = (): void => {
    release();
    stream.end();
  };
  const offs = [
    inFlight.events.on("stopped", push),
    feed.events.on("end", (error) => {
      release();
      if (error === undefined) stream.end();
      else stream.fail(error);
    }),
  ];
  if (scope === "all") {
    offs.push(
      feed.events.on("stopped", (runs) => {
        for (const run of runs) push(run);
      }),
    );
  }
  const release = (): void => {
    for (const off of offs) off();
    signal?.removeEventListener("abort", end);
  };
  offs.push(feed.acquire());
  if (signal?.aborted === true || feed.state.status === "closed") end();
  else signal?.addEventListener("abort", end, { once: true });
  return stream;
}

/** What calls reject with after close(). */
export function clientClosed(): ConnectionLostError {
  return new ConnectionLostError("The client was closed", { code: "CLOSED", retryable: false });
}
