import type { HawserError } from "@hawser/core";
import {
  AuthError,
  ConnectionLostError,
  ProtocolError,
  redact,
  redactText,
  RemoteError,
  safeCause,
  ScopeError,
  ValidationError,
} from "@hawser/core";
import { errorText, type Answer } from "./answer.js";

/** What is known about the request that failed. */
export interface Asked {
  /** Such as `POST /runs/:id/start`, for messages. */
  readonly label: string;
  /** Whether repeating it could do something twice. */
  readonly changes: boolean;
  readonly secrets: () => Iterable<string>;
}

/** The error for an answer that is no success, or undefined for one that is. */
export function failureOf(answer: Answer, asked: Asked): HawserError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const words = redactText(errorText(answer.body) ?? "", asked.secrets());
  const message = `${asked.label} was answered ${status}${words === "" ? "" : `: ${words}`}`;
  if (status === 401) {
    return new AuthError(message, { hint: "Check the agent's token (gca_…); it may be revoked." });
  }
  // The API writes JSON: a web page is a firewall's in front of it, and lets others pass later.
  if (status === 403 && answer.body.kind === "html") return blocked(message);
  if (status === 403) {
    return new ScopeError(message, {
      code: "FORBIDDEN",
      hint: "The token is known, but not allowed to do this: is the run another agent's?",
    });
  }
  if (status === 422) {
    return new ValidationError(message, {
      path: pathOf(answer) ?? "body",
      expected: words === "" ? "what the API accepts" : words,
    });
  }
  if (status < 200 || (status >= 300 && status < 400)) return redirected(message);
  return remoteError(message, answer, asked);
}

interface Refusal {
  readonly code: string;
  readonly retryable?: boolean;
  readonly hint?: string;
}

const REFUSALS: Readonly<Record<number, Refusal>> = {
  404: { code: "NOT_FOUND" },
  408: { code: "SERVER_ERROR", retryable: true },
  409: { code: "CONFLICT" },
  413: { code: "TOO_LARGE", hint: "Send a shorter body." },
  425: { code: "SERVER_ERROR", retryable: true },
  429: { code: "RATE_LIMITED", retryable: true },
};

function remoteError(message: string, answer: Answer, asked: Asked): RemoteError {
  const { status, retryAfterMs, body } = answer;
  const known: Refusal =
    REFUSALS[status] ??
    (status >= 500 ? { code: "SERVER_ERROR", retryable: true } : { code: "REMOTE_ERROR" });
  return new RemoteError(message, {
    ...known,
    ...(status === 404 && { hint: notFoundHint(asked) }),
    retryAfterMs,
    remoteCode: `HTTP_${status}`,
    method: asked.label,
    details:
      body.kind === "json"
        ? { status, body: redact(body.value, asked.secrets()) }
        : { status, body: undefined },
  });
}

function notFoundHint({ label }: Asked): string {
  return label.includes(":id")
    ? "Check the run's id, which may have been deleted, and that apiUrl ends in /api/v1/agent."
    : "Check that apiUrl ends in /api/v1/agent.";
}

function blocked(message: string): ProtocolError {
  return new ProtocolError(message, {
    code: "NOT_JSON",
    retryable: true,
    hint: "A proxy or firewall refused it in GroupChat's place.",
  });
}

function redirected(message: string): ProtocolError {
  return new ProtocolError(message, {
    code: "REDIRECTED",
    hint: "A POST is not sent elsewhere: write the address it is redirected to into apiUrl.",
  });
}

/** The error for a success whose body is not what was asked for. */
export function unreadable(answer: Answer, asked: Asked, expected: string): ProtocolError {
  const { body } = answer;
  const words = body.kind === "json" ? "JSON of another shape" : (errorText(body) ?? "nothing");
  const text = redactText(words, asked.secrets());
  return new ProtocolError(
    `${asked.label} was answered ${answer.status} with ${text}, not with ${expected}`,
    {
      code: body.kind === "json" ? "UNEXPECTED_ANSWER" : "NOT_JSON",
      // A cut-off or empty answer is a passing fault; a web page is somebody else's server.
      retryable: body.kind === "empty" || body.kind === "text",
      hint: "Check that apiUrl is GroupChat's agent API, such as https://groupchat.ai/api/v1/agent.",
    },
  );
}

// The request never left: nothing can have been done.
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_NODATA|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

/** The error for a request that got no (whole) answer. */
export function connectionFailed(reason: unknown, asked: Asked): ConnectionLostError {
  const code = codeOf(reason);
  const neverSent = code !== undefined && NEVER_SENT.test(code);
  return new ConnectionLostError(
    `${asked.label} got no answer${code === undefined ? "" : ` (${code})`}`,
    {
      code: neverSent ? "CONNECT_FAILED" : "CONNECTION_LOST",
      maybeExecuted: asked.changes && !neverSent,
      hint: neverSent ? "Check apiUrl, and the network." : undefined,
      cause: safeCause(deepest(reason)),
    },
  );
}

function codeOf(reason: unknown): string | undefined {
  const { code } = deepest(reason) as { readonly code?: unknown };
  return typeof code === "string" ? code : undefined;
}

// undici says "fetch failed" and keeps what happened in `cause`, for several addresses in `errors`.
function deepest(reason: unknown): object {
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

function pathOf(answer: Answer): string | undefined {
  if (answer.body.kind !== "json") return undefined;
  const { path, field, param } = Object(answer.body.value) as Record<string, unknown>;
  return [path, field, param].find((name): name is string => typeof name === "string");
}

/** Whether the server may have done what it was asked although it looks like a failure. */
export function maybeExecuted(error: HawserError): boolean {
  if (error instanceof ConnectionLostError) return error.maybeExecuted;
  if (error instanceof RemoteError) return error.code === "SERVER_ERROR";
  return error.code === "TIMEOUT" || error.code === "NOT_JSON";
}
