/** A code of {@link CHAT_ERROR_CODES}. */
export type ChatErrorCode =
  | "invalid_frame"
  | "unauthorized"
  | "auth_unavailable"
  | "forbidden"
  | "pairing_required"
  | "media_refused"
  | "too_large"
  | "rate_limited"
  | "busy"
  | "unknown_message"
  | "expired"
  | "stopped"
  | "closing"
  | "internal";

/**
 * The `code` of a `chat.error` (extension of Hawser):
 *
 * | code | meaning | the same may work later |
 * |---|---|---|
 * | `invalid_frame` | no JSON, an unknown type, or a field of a wrong shape | no |
 * | `unauthorized` | no token, or one that the auth service refused | no |
 * | `auth_unavailable` | the auth service did not answer | yes |
 * | `forbidden` | a known sender may not do this: another's identity or session, a sender outside the allow list | no |
 * | `pairing_required` | the owner has to approve this sender first | no |
 * | `media_refused` | a path, URL or attachment that the server does not take | no |
 * | `too_large` | beyond the server's bounds | no |
 * | `rate_limited` | too many messages; `retryAfterMs` says when | yes |
 * | `busy` | too much is going on; `retryAfterMs` may say when | yes |
 * | `unknown_message` | answer to `chat.resume` or `chat.stop`: no such reply here | no |
 * | `expired` | the message was answered, but the reply is not kept any more | no |
 * | `stopped` | the reply was stopped before it had a text | no |
 * | `closing` | the server is going away | yes |
 * | `internal` | the agent or the server failed; its log knows why | no |
 */
export const CHAT_ERROR_CODES: Readonly<Record<ChatErrorCode, { readonly retryable: boolean }>> = {
  invalid_frame: { retryable: false },
  unauthorized: { retryable: false },
  auth_unavailable: { retryable: true },
  forbidden: { retryable: false },
  pairing_required: { retryable: false },
  media_refused: { retryable: false },
  too_large: { retryable: false },
  rate_limited: { retryable: true },
  busy: { retryable: true },
  unknown_message: { retryable: false },
  expired: { retryable: false },
  stopped: { retryable: false },
  closing: { retryable: true },
  internal: { retryable: false },
};
