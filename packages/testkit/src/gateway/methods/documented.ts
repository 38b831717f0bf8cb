import type { ErrorShape } from "../frames.js";

const NAMES: Readonly<Record<string, string>> = {
  "exec.approval-request": "exec.approval.request",
  "exec.approval-resolve": "exec.approval.resolve",
};

/** The real name behind a name of upstream's reference. */
export function documentedName(name: string): string {
  return NAMES[name] ?? name;
}

function codeOf(shape: ErrorShape): string {
  const details = shape.details as { code?: string; reason?: string } | undefined;
  if (shape.message.startsWith("missing scope")) return "ERR_SCOPE";
  if (details?.code?.startsWith("AUTH_") || shape.code === "NOT_PAIRED") return "ERR_AUTH";
  if (details?.reason === "chat-request-conflict") return "ERR_CONFLICT";
  if (/no .*found|not found|unknown/i.test(shape.message)) return "ERR_NOT_FOUND";
  if (shape.code === "UNAVAILABLE") return "ERR_TIMEOUT";
  return "ERR_INVALID";
}

/** An error as upstream's reference documents it: ERR_* codes, `retryable` always there. */
export function documentedError(shape: ErrorShape): ErrorShape {
  return {
    code: codeOf(shape),
    message: shape.message,
    retryable: shape.retryable ?? false,
    retryAfterMs: shape.retryAfterMs ?? 0,
  };
}
