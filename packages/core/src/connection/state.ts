import type { HawserError } from "../errors.js";

/**
 * Where a connection stands.
 *
 * ```text
 *            connect()            socket open         handshake done
 *   idle ───────────► connecting ─────────► handshaking ─────────► ready
 *    ▲                 │  ▲  │                  │                    │
 *    │ last waiter     │  │  └──────────────────┴────────────────────┘
 *    └─ aborted ───────┘  │           lost, and a retry may help
 *                         │                        ▼
 *                         └──── delay over ──── waiting
 *
 *   any ── close(), or lost for good ──► closed ── connect(), unless close() was called ──► connecting
 * ```
 *
 * @typeParam S - what the handshake yields.
 */
export type ConnectionState<S> =
  | { readonly status: "idle" }
  /** `attempt` counts from 0, anew after each healthy session. */
  | { readonly status: "connecting"; readonly attempt: number }
  | { readonly status: "handshaking"; readonly attempt: number }
  /** `since` is the clock's time at which the session became ready. */
  | { readonly status: "ready"; readonly session: S; readonly since: number }
  /** `attempt` is the one that comes next, `until` the clock's time of it, `error` why it is needed. */
  | {
      readonly status: "waiting";
      readonly attempt: number;
      readonly delayMs: number;
      readonly until: number;
      readonly error: HawserError;
    }
  /** With `error` when the connection gave up, without when it was closed. */
  | { readonly status: "closed"; readonly error?: HawserError };

/** How far a socket had come. */
export type ConnectionPhase = "connecting" | "handshaking" | "ready";
