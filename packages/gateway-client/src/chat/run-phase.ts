/**
 *   sending ──ack──▶ streaming ──terminal event──▶ ended
 *      ▲                │  ▲
 *      │ restart        │  └─ adopted: the run that answers a queued message began
 *      └────────────────┤
 *                       └─ empty final on a busy session ──▶ queued
 */
export type RunPhase =
  | { readonly kind: "sending" }
  | { readonly kind: "streaming" }
  /** The gateway took the message but works it later, in a run with an id of its own. */
  | { readonly kind: "queued"; readonly since: number; readonly busyRuns: ReadonlySet<string> }
  | { readonly kind: "ended" };
