import { backoffDelay, type Random } from "@hawser/core";
import type { RetryOptions } from "../options.js";

interface Telling {
  readonly retryable?: unknown;
  /** The AI SDK's word for it. */
  readonly isRetryable?: unknown;
  readonly maybeExecuted?: unknown;
  readonly retryAfterMs?: unknown;
}

/** Whether an error says that trying again may help and does no harm. */
export function mayPass(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { retryable, isRetryable, maybeExecuted } = error as Telling;
  return (retryable === true || isRetryable === true) && maybeExecuted !== true;
}

/**
 * The pause before the next try.
 *
 * @param attempt - the one that failed, from 1.
 * @returns ms, or undefined when there is none.
 */
export function retryDelay(
  error: unknown,
  attempt: number,
  options: Required<RetryOptions>,
  random: Random,
): number | undefined {
  if (attempt >= options.attempts || !options.when(error)) return undefined;
  const { initialMs, maxMs } = options;
  const own = backoffDelay({ attempt: attempt - 1, initialMs, maxMs, random });
  const { retryAfterMs } = Object(error) as Telling;
  return typeof retryAfterMs === "number" ? Math.max(own, retryAfterMs) : own;
}
