/** How many messages are taken: `perSecond` in the long run, `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Bounds on how fast messages may come. What is over them gets a `chat.error` `rate_limited` with `retryAfterMs`. */
export interface RateLimitOptions {
  /** Of one connection, unreadable messages included. Default 20 a second, 100 at once. */
  readonly connection?: Rate | false;
  /** Of one sender over all its connections. Default 20 a second, 100 at once. */
  readonly sender?: Rate | false;
  /**
   * How many messages over the limit a connection may send before it is closed with 1008; one a second
   * is forgiven. Default 100.
   */
  readonly closeAfter?: number;
}
