/** A request as the client sent it. */
export interface RequestFrame {
  readonly type: "req";
  readonly id: string;
  readonly method: string;
  readonly params?: unknown;
}

/** The `error` of a refused request. */
export interface ErrorShape {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

/** An answer to a request. `id` echoes whatever the client sent, even when it was not a string. */
export type ResponseFrame =
  | { readonly type: "res"; readonly id: unknown; readonly ok: true; readonly payload?: unknown }
  | { readonly type: "res"; readonly id: unknown; readonly ok: false; readonly error: ErrorShape };

/** Counters that date presence and health, sent beside the events that change them. */
export interface StateVersion {
  readonly presence: number;
  readonly health: number;
}

/** An event as it goes on the wire. */
export interface EventFrame {
  readonly type: "event";
  readonly event: string;
  readonly payload: unknown;
  readonly seq?: number;
  readonly stateVersion?: StateVersion;
}

/** Everything the gateway sends. */
export type OutboundFrame = ResponseFrame | EventFrame;
