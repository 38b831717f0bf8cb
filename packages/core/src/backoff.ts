import type { Random } from "./clock.js";

/** `"full"`: uniform between 0 and the ceiling, so that many clients spread out. `"none"`: the ceiling. */
export type Jitter = "full" | "none";

/** Options of {@link backoffDelay}. */
export interface BackoffOptions {
  /** Counts from 0. */
  readonly attempt: number;
  /** Ceiling of attempt 0, in milliseconds. Default 1000. */
  readonly initialMs?: number;
  /** What the ceiling is multiplied by at each attempt. Default 2. */
  readonly factor?: number;
  /** The ceiling never exceeds this, in milliseconds. Default 30 000. */
  readonly maxMs?: number;
  /** Default `"full"`. */
  readonly jitter?: Jitter;
  /** Default `Math.random`. */
  readonly random?: Random;
}

/**
 * How long to wait before an attempt: exponential, capped, with full jitter.
 *
 * @returns whole milliseconds, between 0 and `min(maxMs, initialMs * factor ** attempt)`.
 */
export function backoffDelay(options: BackoffOptions): number {
  return Math.round(spread(ceilingOf(options), options.jitter, options.random));
}

/** How a connection comes back. Every number in milliseconds unless said otherwise. */
export interface ReconnectOptions {
  /** Ceiling of the second retry. Default 1000. */
  readonly initialMs?: number;
  /** Default 2. */
  readonly factor?: number;
  /** Cap of our own part of the delay. Default 30 000. */
  readonly maxMs?: number;
  /** Default `"full"`. */
  readonly jitter?: Jitter;
  /** The first retry comes within this time. Default 500. */
  readonly firstMaxMs?: number;
  /** A session that was ready this long starts the count anew when it is lost. Default 10 000. */
  readonly healthyMs?: number;
  /**
   * Attempts in a row, the one that failed or was lost first included, before the connection gives up
   * with the last error. Default `Infinity`.
   */
  readonly maxAttempts?: number;
}

/**
 * The delay before a retry. Retry 0 comes quickly (within `firstMaxMs`), the next ones back off.
 * `retryAfterMs` is the other end's wish: never earlier than that, and spread by our own delay, by no
 * more than the hint itself, so that all who got the same hint do not return together.
 *
 * @returns whole milliseconds.
 */
export function nextReconnectDelay(o: {
  readonly attempt: number;
  readonly retryAfterMs?: number | undefined;
  readonly options: ReconnectOptions;
  readonly random: Random;
}): number {
  const { firstMaxMs = 500, initialMs = 1000, maxMs = 30_000, jitter } = o.options;
  const own =
    o.attempt <= 0
      ? Math.max(0, Math.min(firstMaxMs, maxMs))
      : ceilingOf({ ...o.options, attempt: o.attempt - 1 });
  const wished = o.retryAfterMs ?? 0;
  const hint = wished > 0 ? Math.ceil(wished) : 0;
  // Whoever names a time is there: what comes on top only keeps clients apart.
  const ceiling = hint > 0 ? Math.min(own, Math.max(hint, initialMs)) : own;
  return hint + Math.round(spread(ceiling, jitter, o.random));
}

function ceilingOf(options: Omit<BackoffOptions, "jitter" | "random">): number {
  const { attempt, initialMs = 1000, factor = 2, maxMs = 30_000 } = options;
  const grown = initialMs * factor ** Math.max(0, attempt);
  return Math.max(0, Math.min(maxMs, Number.isNaN(grown) ? maxMs : grown));
}

function spread(ceiling: number, jitter: Jitter = "full", random: Random = Math.random): number {
  return jitter === "full" ? ceiling * random() : ceiling;
}
