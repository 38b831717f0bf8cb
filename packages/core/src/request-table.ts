import { monotonic, type Clock, type TimerHandle } from "./clock.js";
import { HawserError, TimeoutError } from "./errors.js";

/** Options of {@link RequestTable}. */
export interface RequestTableOptions {
  /** Whose time and timers to use. */
  readonly clock: Clock;
  /** An answer came for an id that is unknown, or no longer waited for. */
  readonly onLate?: (id: string) => void;
}

/** Options of {@link RequestTable.open}. */
export interface OpenRequest {
  /** Default: the next number of the table. */
  readonly id?: string;
  /** What is asked, for the texts of errors: a method's name. */
  readonly label: string;
  /** How long to wait for the answer, in milliseconds; `Infinity` for no deadline. */
  readonly timeoutMs: number;
  /** Stops waiting. The other end is not told. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The other end answers twice under this id (accepted, then done): the first answer settles the
   * promise, the next one is expected and taken quietly until the deadline. Default `false`.
   */
  readonly keepOpen?: boolean;
}

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly timeoutMs: number;
  readonly deadline: number;
  readonly keepOpen: boolean;
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  onAbort: (() => void) | undefined;
  settled: boolean;
}

const ignore = (): void => undefined;

// One executor for all promises saves a closure each; the constructor runs it before it returns.
let takenResolve: Entry["resolve"] = ignore;
let takenReject: Entry["reject"] = ignore;
const take = (resolve: (value: unknown) => void, reject: (error: unknown) => void): void => {
  takenResolve = resolve;
  takenReject = reject;
};

/**
 * The calls that wait for an answer: matched by id, with one timer for all deadlines. The timer never
 * keeps the process alive; a socket does.
 */
export class RequestTable {
  readonly #clock: Clock;
  readonly #now: () => number;
  readonly #onLate: ((id: string) => void) | undefined;
  readonly #entries = new Map<string, Entry>();
  #counter = 0;
  #answered = 0;
  #timer: TimerHandle;
  #wakeAt = Infinity;

  constructor(options: RequestTableOptions) {
    this.#clock = options.clock;
    this.#now = monotonic(options.clock);
    this.#onLate = options.onLate;
  }

  /** How many calls wait for an answer. */
  get size(): number {
    return this.#entries.size - this.#answered;
  }

  /** Whether an answer for this id is expected. */
  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** What was asked under this id, while its answer is expected. */
  labelOf(id: string): string | undefined {
    return this.#entries.get(id)?.label;
  }

  /**
   * Starts to wait. The promise never makes an unhandled rejection by itself; it rejects with what
   * {@link RequestTable.reject} or {@link RequestTable.flush} give, with `signal.reason`, or with a
   * TimeoutError `TIMEOUT`.
   *
   * @throws HawserError `DUPLICATE_ID` when the given id already waits.
   */
  open<T>(request: OpenRequest): { id: string; promise: Promise<T> } {
    const id = request.id ?? this.#nextId();
    if (this.#entries.has(id)) {
      throw new HawserError(`A call with the id "${id}" is already waiting`, {
        code: "DUPLICATE_ID",
      });
    }
    const { signal, timeoutMs } = request;
    const promise = new Promise<unknown>(take);
    const entry: Entry = {
      id,
      label: request.label,
      timeoutMs,
      deadline: timeoutMs === Infinity ? Infinity : this.#now() + timeoutMs,
      keepOpen: request.keepOpen === true,
      promise,
      resolve: takenResolve,
      reject: takenReject,
      signal,
      onAbort: undefined,
      settled: false,
    };
    if (signal !== undefined) {
      if (signal.aborted) {
        settleWithError(entry, signal.reason);
        return { id, promise: promise as Promise<T> };
      }
      entry.onAbort = () => {
        this.#entries.delete(id);
        settleWithError(entry, signal.reason);
      };
      signal.addEventListener("abort", entry.onAbort, { once: true });
    }
    this.#entries.set(id, entry);
    if (entry.deadline < this.#wakeAt) this.#arm(entry.deadline);
    return { id, promise: promise as Promise<T> };
  }

  /** Answers a call. `false` (and `onLate`) when nobody waits for that id. */
  resolve(id: string, value: unknown): boolean {
    const entry = this.#answer(id);
    if (entry === undefined) return false;
    if (!entry.settled) {
      release(entry);
      entry.resolve(value);
    }
    return true;
  }

  /** Fails a call. `false` (and `onLate`) when nobody waits for that id. */
  reject(id: string, error: Error): boolean {
    const entry = this.#answer(id);
    if (entry === undefined) return false;
    if (!entry.settled) settleWithError(entry, error);
    return true;
  }

  /** Fails every call that waits, and stops the timer. For a lost or closed connection. */
  flush(errorFor: (entry: { id: string; label: string }) => Error): void {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    this.#answered = 0;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wakeAt = Infinity;
    for (const entry of entries) {
      if (!entry.settled) settleWithError(entry, errorFor({ id: entry.id, label: entry.label }));
    }
  }

  #nextId(): string {
    let id: string;
    do id = String(++this.#counter);
    while (this.#entries.has(id));
    return id;
  }

  #answer(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      this.#onLate?.(id);
      return undefined;
    }
    if (entry.keepOpen && !entry.settled) {
      this.#answered += 1;
      return entry;
    }
    if (entry.settled) this.#answered -= 1;
    this.#entries.delete(id);
    return entry;
  }

  #arm(at: number): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#wakeAt = at;
    this.#timer = this.#clock.setTimeout(this.#sweep, Math.max(0, at - this.#now()), {
      keepAlive: false,
    });
  }

  readonly #sweep = (): void => {
    this.#timer = undefined;
    this.#wakeAt = Infinity;
    const now = this.#now();
    let next = Infinity;
    for (const entry of this.#entries.values()) {
      if (entry.deadline > now) {
        if (entry.deadline < next) next = entry.deadline;
        continue;
      }
      this.#entries.delete(entry.id);
      if (entry.settled) this.#answered -= 1;
      else settleWithError(entry, timeout(entry));
    }
    // With very many entries a sweep costs, so they share one now and then: a hundred entries more
    // make the deadlines a millisecond coarser.
    if (next !== Infinity) this.#arm(Math.max(next, now + (this.#entries.size >> 7)));
  };
}

function release(entry: Entry): void {
  entry.settled = true;
  if (entry.onAbort === undefined) return;
  entry.signal?.removeEventListener("abort", entry.onAbort);
  entry.onAbort = undefined;
}

function settleWithError(entry: Entry, error: unknown): void {
  release(entry);
  // A caller who dropped the promise must not bring the process down.
  entry.promise.catch(ignore);
  entry.reject(error);
}

function timeout(entry: Entry): TimeoutError {
  return new TimeoutError(`"${entry.label}" was not answered within ${entry.timeoutMs} ms`, {
    timeoutMs: entry.timeoutMs,
  });
}
