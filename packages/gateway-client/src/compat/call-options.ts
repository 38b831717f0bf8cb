/** How one call may be bounded. */
export interface CallOptions {
  /** Gives the call up; it may already have been executed. */
  readonly signal?: AbortSignal;
  /** ms; the client's `requestTimeoutMs` when absent. */
  readonly timeoutMs?: number;
}
