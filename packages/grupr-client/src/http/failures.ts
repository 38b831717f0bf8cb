import {
  AuthError,
  ConnectionLostError,
  type HawserError,
  ProtocolError,
  redactText,
  RemoteError,
  safeCause,
  TimeoutError,
} from "@hawser/core";
import { describeBody, wordsOf, type Body } from "./body.js";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  /** The hub's Retry-After, ms. */
  readonly retryAfterMs: number | undefined;
  readonly body: Body;
}

/** What is known about the request that failed. */
export interface Asked {
  /** Such as `POST /grups/:id/messages`, for messages. */
  readonly label: string;
  /** What must not appear in an error. */
  readonly secrets: readonly string[];
  readonly hints: RefusalHints;
}

/** What to do about refusals. */
export interface RefusalHints {
  readonly unauthorized: string;
  readonly forbidden: string;
}

/** Whether the hub has done what it was asked although there is an error. */
export type Fate = "not executed" | "unknown" | "executed";

/** The error for an answer that is no success, or undefined for one that is. */
export function failureOf(answer: Answer, asked: Asked): HawserError | undefined {
  const { status, retryAfterMs, body } = answer;
  if (status >= 200 && status < 300) return undefined;
  const { code, message: words } = wordsOf(body);
  const clean = redactText(words ?? "", asked.secrets);
  const message = `${asked.label} was answered ${status}${clean === "" ? "" : `: ${clean}`}`;
  if (status === 401) {
    return new AuthError(message, { hint: asked.hints.unauthorized });
  }
  if (status === 403) return forbidden(message, code, clean, asked.hints);
  if (status < 400) {
    return new ProtocolError(message, { code: "REDIRECTED", hint: BASE_URL_HINT });
  }
  const passing = status === 408 || status === 425 || status === 429 || status >= 500;
  return new RemoteError(message, {
    code: status === 429 ? "RATE_LIMITED" : status === 404 ? "NOT_FOUND" : "REMOTE_ERROR",
    remoteCode: redactText(code ?? `http_${status}`, asked.secrets),
    retryable: passing,
    retryAfterMs,
    method: asked.label,
    details: { status },
    hint: status === 404 ? `Check the grupr's id. ${BASE_URL_HINT}` : undefined,
  });
}

const BASE_URL_HINT =
  "baseUrl must be the agent-hub's root, such as https://api.grupr.ai/api/v1/agent-hub.";

function forbidden(
  message: string,
  code: string | undefined,
  words: string,
  hints: RefusalHints,
): AuthError {
  if (code === "email_unverified" || words.includes("email_unverified")) {
    return new AuthError(message, {
      code: "EMAIL_UNVERIFIED",
      hint: "Verify the e-mail address of the account at app.grupr.ai.",
    });
  }
  return new AuthError(message, {
    code: "FORBIDDEN",
    hint: hints.forbidden,
  });
}

/** The error for a success whose body is not what was asked for. */
export function unreadable(answer: Answer, asked: Asked, expected: string): ProtocolError {
  return new ProtocolError(
    `${asked.label} was answered ${answer.status} with ${redactText(describeBody(answer.body), asked.secrets)}, not with ${expected}`,
    {
      code: "UNEXPECTED_ANSWER",
      // A cut-off answer or a proxy's page passes; JSON of another shape stays.
      retryable: answer.body.kind !== "json",
      hint: BASE_URL_HINT,
    },
  );
}

// The request never left: nothing can have been done.
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_NODATA|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

/** The error for a request that got no (whole) answer. */
export function connectionFailed(reason: unknown, asked: Asked): ConnectionLostError {
  const cause = deepest(reason);
  const { code } = cause as { readonly code?: unknown };
  const known = typeof code === "string" ? code : undefined;
  const neverSent = known !== undefined && NEVER_SENT.test(known);
  return new ConnectionLostError(
    `${asked.label} got no answer${known === undefined ? "" : ` (${known})`}`,
    {
      code: neverSent ? "CONNECT_FAILED" : "CONNECTION_LOST",
      maybeExecuted: !neverSent,
      hint: neverSent ? "Check baseUrl, and the network." : undefined,
      cause: safeCause(cause),
    },
  );
}

/** What the error says about the work that was asked for. */
export function fateOf(error: unknown): Fate {
  if (error instanceof ConnectionLostError) return error.maybeExecuted ? "unknown" : "not executed";
  if (error instanceof TimeoutError) return "unknown";
  if (error instanceof RemoteError) return statusOf(error) >= 500 ? "unknown" : "not executed";
  if (error instanceof ProtocolError) {
    return error.code === "UNEXPECTED_ANSWER" ? "executed" : "not executed";
  }
  return "not executed";
}

/** Whether the hub may be at work on it still: nothing came, or a proxy gave up waiting. */
export function mayComeYet(error: unknown): boolean {
  return (
    error instanceof TimeoutError ||
    (error instanceof RemoteError && PROXY_GAVE_UP.has(statusOf(error)))
  );
}

// 524 is Cloudflare's.
const PROXY_GAVE_UP: ReadonlySet<number> = new Set([504, 524]);

/** The HTTP status a RemoteError was made of. */
export function statusOf(error: RemoteError): number {
  return (error.details as { readonly status?: number } | undefined)?.status ?? 0;
}

// Node says "fetch failed" and keeps what happened in `cause`, for several addresses in `errors`.
function deepest(reason: unknown): Error {
  let at: unknown = reason;
  for (let depth = 0; depth < 5; depth++) {
    const { cause, errors } = Object(at) as {
      readonly cause?: unknown;
      readonly errors?: readonly unknown[];
    };
    const next = cause ?? errors?.[0];
    if (next === undefined) break;
    at = next;
  }
  return at instanceof Error ? at : new Error(String(at));
}
