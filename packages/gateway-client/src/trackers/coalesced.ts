import { HawserError, type Clock, type TimerHandle } from "@hawser/core";

/** Bounds of a {@link Coalesced} task, in ms. */
export interface CoalescedOptions {
  /** Wishes within this time of the first become one run. */
  readonly delayMs: number;
  /** At least so long between the end of a run and the next one that a wish causes. */
  readonly intervalMs: number;
  /** A run that failed with something retryable is repeated after this, or after what the server asked for. */
  readonly retryMs: number;
}

/** Runs a refetch once for many wishes, never two at a time, never in a tight loop. */
export class Coalesced {
  readonly #clock: Clock;
  readonly #options: CoalescedOptions;
  readonly #work: () => Promise<void>;
  #timer: TimerHandle | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #endedAt = -Infinity;
  #disposed = false;

  constructor(clock: Clock, options: CoalescedOptions, work: () => Promise<void>) {
    this.#clock = clock;
    this.#options = options;
    this.#work = work;
  }

  /** Soon, together with other wishes. */
  soon(): void {
    if (this.#running !== undefined) this.#again = true;
    else this.#after(this.#nextDelay());
  }

  /** Now, or right after the run that is going on: that one may have read the state from before. */
  async now(): Promise<void> {
    if (this.#disposed) return;
    this.#cancel();
    const running = this.#running;
    if (running === undefined) return this.#run();
    await running.catch(() => {});
    // Several callers may have waited for the same run; the first starts the next.
    return this.#running ?? this.#run();
  }

  /** The run that is going on, or one that starts now. */
  join(): Promise<void> {
    return this.#running ?? this.now();
  }

  dispose(): void {
    this.#disposed = true;
    this.#again = false;
    this.#cancel();
  }

  #run(): Promise<void> {
    if (this.#disposed) return Promise.resolve();
    this.#cancel();
    this.#again = false;
    const run = this.#work().then(
      () => this.#finished(),
      (error: unknown) => {
        this.#finished(error);
        throw error;
      },
    );
    this.#running = run;
    return run;
  }

  #finished(error?: unknown): void {
    this.#running = undefined;
    this.#endedAt = this.#clock.now();
    if (error instanceof HawserError && error.retryable) {
      this.#after(error.retryAfterMs ?? this.#options.retryMs);
    } else if (this.#again) this.#after(this.#nextDelay());
  }

  #nextDelay(): number {
    const rest = this.#endedAt + this.#options.intervalMs - this.#clock.now();
    return Math.max(this.#options.delayMs, Math.min(rest, this.#options.intervalMs));
  }

  #after(ms: number): void {
    if (this.#disposed || this.#timer !== undefined) return;
    this.#timer = this.#clock.setTimeout(
      () => {
        this.#timer = undefined;
        // Whoever works reports its own failures; here nobody waits for them.
        this.#run().catch(() => {});
      },
      ms,
      { keepAlive: false },
    );
  }

  #cancel(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
