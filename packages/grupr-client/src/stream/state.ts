import type { HawserError } from "@hawser/core";

/** How a stream learns of messages at the moment. */
export type StreamState =
  /** The WebSocket tells. */
  | { readonly status: "live" }
  /** REST is asked every now and then; `error` says why there is no WebSocket, where that is known. */
  | { readonly status: "polling"; readonly error?: HawserError }
  /** The hub did not answer, and is asked again after `delayMs`. */
  | { readonly status: "retrying"; readonly error: HawserError; readonly delayMs: number };
