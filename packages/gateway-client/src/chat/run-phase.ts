/**
 *   sending ──ack──▶ streaming ──terminal event──▶ ended
 *                       │  ▲
 *                       │  └─ adopted: the run that answers a queued message began
 *                       └─ empty final on a busy session ──▶ queued
 *
 * A message sent again after a reconnect leaves the phase as it is.
 */
export type RunPhase =
  /** `left`: it may have reached the gateway. */
  | { readonly kind: "sending"; readonly left: boolean }
  | { readonly kind: "streaming" }
  /** The gateway took the message but works it later, in a run with an id of its own. */
  | { readonly kind: "queued"; readonly since: number; readonly busyRuns: ReadonlySet<string> };
