/** How an HTTP request ended. */
export type CallOutcome =
  /** Its body has not been read, or the answer is being held back. */
  | { readonly status: "open" }
  /** `fault`: the answer was a fault's, not the true one. */
  | { readonly status: "answered"; readonly code: number; readonly fault: boolean }
  /** `worked`: what it asked for was done all the same. */
  | { readonly status: "lost"; readonly worked: boolean };

/** An HTTP request as it came, token and all; its outcome changes once it is answered. */
export interface RecordedCall {
  readonly method: string;
  /** Without the query, e.g. `/api/v1/agent/runs`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON of the body; the text when it is no JSON; undefined when it is empty. */
  readonly body: unknown;
  /** ms since the epoch. */
  readonly at: number;
  readonly outcome: CallOutcome;
}

/** The server's own handle on a call. */
export interface CallRecord extends RecordedCall {
  outcome: CallOutcome;
}
