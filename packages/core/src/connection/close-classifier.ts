import { AuthError, ConnectionLostError, ProtocolError, type HawserError } from "../errors.js";
import { redactText } from "../redact.js";
import type { NetworkCause } from "../socket/network-cause.js";
import type { CloseInfo } from "../socket/socket.js";
import type { ConnectionPhase } from "./state.js";

// RFC 6455 7.4.1 and the IANA registry.
const CLOSE_CODES: Readonly<Record<number, string>> = {
  1000: "closed normally",
  1001: "going away",
  1002: "protocol error",
  1003: "data not accepted",
  1006: "broken off",
  1007: "invalid text",
  1008: "policy violation",
  1009: "message too big",
  1011: "server error",
  1012: "service restart",
  1013: "try again later",
  1015: "TLS failure",
};

/**
 * What the end of a socket means, as far as it can be known without a protocol:
 *
 * | end | error | retried |
 * |---|---|---|
 * | HTTP 401, 403 on upgrade | AuthError | no |
 * | HTTP 408, 425, 429, 5xx | ConnectionLostError, with Retry-After | yes |
 * | any other HTTP answer | ProtocolError `UPGRADE_REFUSED` | no |
 * | a WebSocket handshake gone wrong | ProtocolError `UPGRADE_REFUSED` | no |
 * | DNS, refused port, TLS, network | ConnectionLostError `CONNECT_FAILED` with a hint | yes |
 * | any close code | ConnectionLostError with `closeCode` and `closeReason` | yes |
 */
export function classifyClose(close: CloseInfo, phase: ConnectionPhase): HawserError {
  if (close.httpStatus !== undefined) return fromHttp(close, close.httpStatus);
  if (phase === "connecting") return fromNetwork(close);
  const reason = redactText(close.reason);
  const meaning = CLOSE_CODES[close.code] ?? "closed";
  const text = reason === "" ? "" : `: ${reason}`;
  return new ConnectionLostError(`The connection ended (${close.code} ${meaning})${text}`, {
    maybeExecuted: phase === "ready",
    closeCode: close.code,
    closeReason: reason,
    phase,
    hint: close.code === 1009 ? "Ask for less at once, or raise maxPayloadBytes." : undefined,
    ...(close.error === undefined ? {} : { cause: close.error }),
  });
}

function fromHttp(close: CloseInfo, status: number): HawserError {
  const message = `The server answered the WebSocket upgrade with HTTP ${status}`;
  if (status === 401) return new AuthError(message, { hint: "Check the token or password." });
  if (status === 403) {
    return new AuthError(message, {
      hint: "Check the credentials, and whether the server allows this origin.",
    });
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return new ConnectionLostError(message, {
      code: "CONNECT_FAILED",
      phase: "connecting",
      retryAfterMs: close.retryAfterMs,
    });
  }
  return new ProtocolError(message, {
    code: "UPGRADE_REFUSED",
    hint:
      status === 426
        ? "The server wants another protocol here: check the URL and the subprotocols."
        : "There is no WebSocket at this URL: check its path and port.",
  });
}

function fromNetwork(close: CloseInfo): HawserError {
  // Only Node tells a reason; network-cause.ts has made it readable.
  const cause = close.error as Partial<NetworkCause> | undefined;
  const what = cause === undefined ? "the socket closed before it was open" : cause.message;
  const message = `Could not connect: ${what ?? "no reason given"}`;
  if (cause?.handshake === true) {
    return new ProtocolError(message, {
      code: "UPGRADE_REFUSED",
      hint: "Check the URL and the subprotocols.",
      cause,
    });
  }
  return new ConnectionLostError(message, {
    code: "CONNECT_FAILED",
    phase: "connecting",
    closeCode: close.code,
    ...(cause === undefined
      ? { hint: "Check that the server runs, allows this origin, and has a valid certificate." }
      : { hint: cause.hint, cause }),
  });
}
