import type { HawserError } from "@hawser/core";

/**
 * How news of runs come in.
 *
 * ```text
 *   idle ── somebody listens ──► starting ──► live ◄──► polling ("auto"), down ("websocket")
 *    ▲                              └───────────────────►┘
 *    └── nobody listens any more, or the token is refused      any ── close() ──► closed
 * ```
 */
export type FeedState =
  /** Nobody listens. With `error` when the last listening ended with it. */
  | { readonly status: "idle"; readonly error?: HawserError }
  /** The token is being checked, and nothing has come yet. */
  | { readonly status: "starting" }
  /** The subscription works. */
  | { readonly status: "live" }
  /** The API is asked at intervals. With `error` while that, or the subscription, does not work. */
  | { readonly status: "polling"; readonly error?: HawserError }
  /** The subscription is down, and nothing else is wanted. */
  | { readonly status: "down"; readonly error: HawserError }
  | { readonly status: "closed" };

/** Attempt after attempt may fail in the same way: that is no news. */
export function isSameState(a: FeedState, b: FeedState): boolean {
  const [one, other] = [errorOf(a), errorOf(b)];
  return a.status === b.status && one?.code === other?.code && one?.message === other?.message;
}

function errorOf(state: FeedState): HawserError | undefined {
  return "error" in state ? state.error : undefined;
}
