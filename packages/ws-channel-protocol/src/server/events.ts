/** How a reply ended. */
export type ReplyOutcome =
  /** With a text, or an empty one. */
  | "final"
  /** The handler said what went wrong. */
  | "error"
  /** The handler threw. */
  | "failed"
  /** By `chat.stop`. */
  | "stopped"
  /** Its sender had gone for good. */
  | "gone"
  /** The server was closing. */
  | "closing"
  /** It never came to the handler: not allowed, or media that is not taken. */
  | "refused";

/** What a server tells its `observe` hook, for metrics and logs. Nothing in it is a secret. */
export type ServerEvent =
  /** Where the HTTP server is the user's: once that listens. */
  | { readonly type: "listening"; readonly url: string }
  /** A request that was not made a WebSocket. */
  | { readonly type: "upgrade-refused"; readonly status: number; readonly reason: string }
  | {
      readonly type: "auth";
      readonly connectionId: string;
      readonly outcome: "accepted" | "anonymous" | "refused" | "unavailable" | "left";
      /** Such as `token_expired`. */
      readonly reason?: string;
      readonly durationMs: number;
    }
  | {
      readonly type: "connected";
      readonly connectionId: string;
      readonly senderId: string;
      readonly authenticated: boolean;
    }
  /** Comes once for every connection that was made a WebSocket. */
  | { readonly type: "disconnected"; readonly connectionId: string; readonly code: number }
  | {
      readonly type: "message";
      readonly connectionId: string;
      readonly messageId: string;
      readonly sessionKey: string;
      readonly bytes: number;
    }
  /** A message that got a `chat.error` instead of a reply. */
  | { readonly type: "message-refused"; readonly connectionId: string; readonly code: string }
  | {
      readonly type: "reply";
      readonly messageId: string;
      readonly sessionKey: string;
      readonly outcome: ReplyOutcome;
      /** From the message to the end of its reply. */
      readonly durationMs: number;
    }
  | { readonly type: "resumed"; readonly connectionId: string; readonly messageId: string }
  | { readonly type: "pushed"; readonly reached: number }
  | {
      readonly type: "slow-reader";
      readonly connectionId: string;
      readonly action: "coalescing" | "terminated";
      readonly bufferedBytes: number;
    }
  /** Nothing came from it since it was pinged. */
  | { readonly type: "dead-peer"; readonly connectionId: string }
  /** `close()` waits for so many replies. Does not come when it has nothing to wait for. */
  | { readonly type: "draining"; readonly replies: number }
  | { readonly type: "closed" };
