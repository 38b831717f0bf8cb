/** Who a connection belongs to, as the auth service (or `verify`) says. Other fields are kept in `authData`. */
export interface AuthIdentity {
  readonly userId: string;
  readonly username?: string;
  readonly avatar?: string;
  readonly [field: string]: unknown;
}

/** What there is to judge a connection by. */
export interface AuthRequest {
  /** From `Authorization: Bearer`, the subprotocol or the URL, in this order. */
  readonly token?: string;
  /** Every parameter of the URL. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly origin?: string;
  readonly remoteAddress?: string;
  /** Aborts when the time is up, the client has gone, or the server closes. */
  readonly signal: AbortSignal;
}

/** Judges a connection. Undefined refuses it; a throw counts as "service unavailable", which clients retry. */
export type VerifyConnection = (
  request: AuthRequest,
) => AuthIdentity | undefined | Promise<AuthIdentity | undefined>;

/** How connections prove who they are. */
export interface AuthOptions {
  /** Default `true`. `WS_AUTH_ENABLED` (`true`, `false`, `1`, `0`) has the last word, except over `verify`. */
  readonly enabled?: boolean;
  /**
   * Where tokens are checked: gets `POST { token, tokenType, …URL parameters }`, answers
   * `{ success: true, data: { userId, username?, avatar?, … } }`. A 401 or 403, or `success: false`,
   * refuses; any other status but 2xx counts as "service unavailable". `WS_AUTH_ENDPOINT` has the last
   * word. Default `http://localhost:3000/api/auth/verify`.
   */
  readonly endpoint?: string;
  /** Judges connections here instead of at an `endpoint`. */
  readonly verify?: VerifyConnection;
  /** How long the check may take, in milliseconds. Default 5000. */
  readonly timeout?: number;
  /**
   * Whether a connection without a valid token is refused. Default `true`. With `false` it is let in as
   * `anonymous:<senderId>`, a name that no authenticated user has.
   */
  readonly required?: boolean;
}
