import { backoffDelay, type Random } from "@hawser/core";

interface Telling {
  readonly retryable?: unknown;
  /** The AI SDK's word for it. */
  readonly isRetryable?: unknown;
  readonly maybeExecuted?: unknown;
  readonly retryAfterMs?: unknown;
}

/** {@link RetryOptions} with the defaults filled in. */
export interface RetryPolicy {
  readonly attemptsFor: (error: unknown) => number;
  readonly initialMs: number;
  readonly maxMs: number;
  readonly when: (error: unknown) => boolean;
}

/** The bound as a function of the error. */
export function attemptsOf(
  attempts: number | ((error: unknown) => number),
): (error: unknown) => number {
  return typeof attempts === "function" ? attempts : () => attempts;
}

/** Whether an error says that trying again may help and does no harm. */
export function mayPass(error: unknown): boolean {
  return seemsToPass(error) && !isUncertain(error);
}

/** The same, or that it is worth a look: nobody knows whether it was done. */
export function mayBeMended(error: unknown): boolean {
  return seemsToPass(error) || isUncertain(error);
}

function seemsToPass(error: unknown): boolean {
  const { retryable, isRetryable } = Object(error) as Telling;
  return retryable === true || isRetryable === true;
}

/** Whether nobody knows if the other side has done what it was asked. */
export function isUncertain(error: unknown): boolean {
  return (Object(error) as Telling).maybeExecuted === true;
}

/**
 * The pause before the next try.
 *
 * @param attempt - the one that failed, from 1.
 * @returns ms.
 */
export function pauseAfter(
  error: unknown,
  attempt: number,
  { initialMs, maxMs }: Pick<RetryPolicy, "initialMs" | "maxMs">,
  random: Random,
): number {
  const own = backoffDelay({ attempt: attempt - 1, initialMs, maxMs, random });
  const { retryAfterMs } = Object(error) as Telling;
  return typeof retryAfterMs === "number" ? Math.max(own, retryAfterMs) : own;
}
