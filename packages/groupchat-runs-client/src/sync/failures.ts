import { ConnectionLostError, redactText, RemoteError } from "@hawser/core";
import type { SocketEnd } from "./guarded-socket.js";
import type { RunKind } from "./kinds.js";

/** A subscription that gave an error, or something else than a list of runs. */
export function queryFailed(kind: RunKind, words: string): RemoteError {
  return new RemoteError(`agentWebSocket.${kind}Runs failed: ${words}`, {
    code: "QUERY_FAILED",
    remoteCode: "QUERY_FAILED",
    retryable: true,
  });
}

/** A socket that is over, or never opened. */
export function socketLost(end: SocketEnd, secrets: Iterable<string>): ConnectionLostError {
  const { code, httpStatus, retryAfterMs } = end;
  const reason = redactText(end.reason, secrets);
  const common = { closeCode: code, closeReason: reason, retryAfterMs };
  if (httpStatus !== undefined) {
    return new ConnectionLostError(
      `The deployment answered the WebSocket with HTTP ${httpStatus}`,
      {
        ...common,
        code: "CONNECT_FAILED",
        hint: httpStatus === 404 ? "Check that convexUrl is the deployment's root." : undefined,
      },
    );
  }
  if (end.opened) {
    const words = reason === "" ? "" : `: ${reason}`;
    return new ConnectionLostError(
      `The connection to the deployment ended (${code})${words}`,
      common,
    );
  }
  // Node tells why; core has made that readable.
  const { message, hint = "Check convexUrl, and the network." } = Object(end.error) as {
    readonly message?: string;
    readonly hint?: string;
  };
  const why = message === undefined || message === "" ? reason : redactText(message, secrets);
  return new ConnectionLostError(
    `Could not connect to the deployment${why === "" ? "" : `: ${why}`}`,
    { ...common, code: "CONNECT_FAILED", hint },
  );
}
