import type { Clock } from "./clock.js";

const ignore = (): void => undefined;

/**
 * Makes any promise abortable for this caller; the work behind `promise` goes on.
 *
 * The listener on `signal` is removed as soon as the promise settles, and a rejection that comes after
 * the abort is swallowed.
 *
 * @throws `signal.reason` when the signal aborts first.
 */
export function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) {
      promise.catch(ignore);
      onAbort();
      return;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener("abort", onAbort);
        resolve(value);
      },
      (error: Error) => {
        signal.removeEventListener("abort", onAbort);
        reject(error);
      },
    );
  });
}

/** Options of {@link withDeadline}. */
export interface DeadlineOptions {
  /** How long the work may take, in milliseconds. `Infinity` sets no deadline. */
  readonly ms: number;
  /** Whose timers to use. */
  readonly clock: Clock;
  /** The caller's signal; its reason becomes the rejection. */
  readonly signal?: AbortSignal;
  /** Makes the error that both the caller and the work's signal see when time is up. */
  readonly onTimeout: () => Error;
}

/**
 * Runs work that must be done in time.
 *
 * `work` gets a signal that aborts at the deadline or together with `options.signal`. Work that does
 * not listen is left behind: its late result or rejection is swallowed.
 *
 * @throws what `onTimeout` made, `signal.reason`, or what the work itself rejected with (or threw).
 */
export function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: DeadlineOptions,
): Promise<T> {
  const { clock, signal: outer } = options;
  const controller = new AbortController();
  if (outer?.aborted === true) return Promise.reject(outer.reason as Error);
  return new Promise<T>((resolve, reject) => {
    const settle = (): void => {
      if (timer !== undefined) clock.clearTimeout(timer);
      outer?.removeEventListener("abort", onAbort);
    };
    const giveUp = (reason: Error): void => {
      settle();
      reject(reason);
      controller.abort(reason);
    };
    const onAbort = (): void => {
      giveUp(outer?.reason as Error);
    };
    const timer =
      options.ms === Infinity
        ? undefined
        : clock.setTimeout(() => {
            giveUp(options.onTimeout());
          }, options.ms);
    outer?.addEventListener("abort", onAbort, { once: true });
    Promise.resolve(controller.signal)
      .then(work)
      .then(
        (value) => {
          settle();
          resolve(value);
        },
        (error: Error) => {
          settle();
          reject(error);
        },
      );
  });
}
