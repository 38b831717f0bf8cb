import { ConnectionLostError, type HawserError, RemoteError, TimeoutError } from "@hawser/core";

/** The agent or its model failed. `kind` is the gateway's own word for it (`timeout`, `rate_limit`, …). */
export function runFailed(reason: string | undefined, kind?: string): HawserError {
  return new RemoteError(reason ?? "The run failed.", {
    remoteCode: kind ?? "RUN_FAILED",
    method: "chat.send",
    retryable: kind === "timeout" || kind === "rate_limit",
  });
}

/** The gateway no longer knows a run that had not ended. */
export function runInterrupted(): HawserError {
  return new ConnectionLostError("The run ended without a reply: the gateway no longer knows it.", {
    code: "RUN_INTERRUPTED",
    maybeExecuted: true,
    retryable: true,
    hint: "Send the message again if the work is still wanted.",
  });
}

/** Neither an event nor an answer told the end of the run. */
export function runSilent(silentMs: number): HawserError {
  return new TimeoutError(
    `The run said nothing for ${silentMs} ms and the gateway does not know its end.`,
    {
      timeoutMs: silentMs,
      hint: "Look at chat.history of the session; the agent may still be at work.",
    },
  );
}

/** The line or the gateway's answer is missing, not the will: the same key may be sent again. */
export function isPassing(error: unknown): boolean {
  if (error instanceof TimeoutError) return true;
  // What was too large for the gateway or what stands before it costs the next link as well.
  return (
    error instanceof ConnectionLostError && error.retryable && error.code !== "PAYLOAD_TOO_LARGE"
  );
}

/** 2026.9 no longer has the message a key was used for: its transcript knows what became of it. */
export function isKeyConflict(error: unknown): boolean {
  if (!(error instanceof RemoteError)) return false;
  return (error.details as { reason?: unknown } | undefined)?.reason === "chat-request-conflict";
}
