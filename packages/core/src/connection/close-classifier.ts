import { AuthError, ConnectionLostError, ProtocolError, type HawserError } from "../errors.js";
import { redactText } from "../redact.js";
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

interface NetworkCause {
  readonly codes: RegExp;
  readonly what: string;
  readonly hint?: string;
}

const NETWORK_CAUSES: readonly NetworkCause[] = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/,
    what: "the host name could not be resolved",
    hint: "Check the host in the URL, and the network.",
  },
  {
    codes: /^ECONNREFUSED$/,
    what: "nothing listens there",
    hint: "Check that the server runs, and on this port.",
  },
  {
    codes: /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/,
    what: "the host cannot be reached",
    hint: "Check the network, and that no firewall is in between.",
  },
  {
    codes: /CERT|SIGNATURE|SELF_SIGNED|^UNABLE_TO_|^ERR_TLS_/,
    what: "the server's certificate was not accepted",
    hint: "Trust its authority with NODE_EXTRA_CA_CERTS, or through the socket option agent.",
  },
  {
    codes: /^(EPROTO|ERR_SSL_.*)$/,
    what: "TLS failed",
    hint: "Check that the port speaks TLS, or use ws:// instead of wss://.",
  },
  {
    codes: /^HPE_|^EPARSE$/,
    what: "the server does not speak HTTP",
    hint: "Check the port in the URL.",
  },
];

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
  const error = close.error as { code?: unknown; message?: unknown } | undefined;
  const code = typeof error?.code === "string" ? error.code : "";
  const cause = NETWORK_CAUSES.find(({ codes }) => codes.test(code));
  const message = typeof error?.message === "string" ? redactText(error.message) : "";
  if (/Sec-WebSocket|subprotocol|Upgrade header/.test(message)) {
    return new ProtocolError(`The WebSocket handshake failed: ${message}`, {
      code: "UPGRADE_REFUSED",
      hint: "Check the URL and the subprotocols.",
    });
  }
  const what = cause?.what ?? (message || "the socket closed before it was open");
  return new ConnectionLostError(`Could not connect: ${what}${code && ` (${code})`}`, {
    code: "CONNECT_FAILED",
    phase: "connecting",
    closeCode: close.code,
    // Browsers tell nothing about the reason.
    hint:
      cause?.hint ??
      (error === undefined
        ? "Check that the server runs, allows this origin, and has a valid certificate."
        : undefined),
    ...(error === undefined ? {} : { cause: error }),
  });
}
