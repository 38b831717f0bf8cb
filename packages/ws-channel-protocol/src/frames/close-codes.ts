/** What a close code of this protocol means. */
export interface CloseMeaning {
  readonly meaning: string;
  /** Whether a client should come back by itself. */
  readonly retryable: boolean;
}

/** The close codes that servers of this protocol use. 4401 is upstream's; the others are RFC 6455's and IANA's. */
export const CLOSE_CODE = {
  /** The server is leaving for good. */
  goingAway: 1001,
  /** A rule was broken: too many messages, a banned sender. */
  policy: 1008,
  /** A frame was larger than the server accepts. */
  tooBig: 1009,
  /** The server failed. */
  failed: 1011,
  /** The server restarts. */
  restart: 1012,
  /** The server is full, or this client reads too slowly. */
  tryLater: 1013,
  /** Authentication was refused. A `chat.error` came before and says why. */
  unauthorized: 4401,
} as const;

/**
 * By close code. A 4401 is retryable all the same when the refusal before it was transient: see
 * `parseAuthRefusal`.
 */
export const CLOSE_CODES: Readonly<Record<number, CloseMeaning>> = {
  1000: { meaning: "closed normally", retryable: true },
  1001: { meaning: "the server is going away", retryable: true },
  1005: { meaning: "closed without a code", retryable: true },
  1006: { meaning: "broken off", retryable: true },
  1008: { meaning: "a rule of the server was broken", retryable: true },
  1009: { meaning: "a frame was too big", retryable: true },
  1011: { meaning: "the server failed", retryable: true },
  1012: { meaning: "the server restarts", retryable: true },
  1013: { meaning: "the server is full", retryable: true },
  4401: { meaning: "authentication refused", retryable: false },
};
