import {
  AuthError,
  type CloseInfo,
  ConnectionLostError,
  type HawserError,
  PairingRequiredError,
  ProtocolError,
  RemoteError,
  ScopeError,
} from "@hawser/core";
import type { RemoteErrorShape } from "../schemas/index.js";

const HINTS: Readonly<Record<string, string>> = {
  AUTH_TOKEN_MISMATCH:
    "Check that `token` equals gateway.auth.token of this gateway (OPENCLAW_GATEWAY_TOKEN).",
  AUTH_TOKEN_MISSING: "Pass `token`: this gateway requires gateway.auth.token.",
  AUTH_TOKEN_NOT_CONFIGURED: "The gateway has no token configured: set gateway.auth.token there.",
  AUTH_PASSWORD_MISMATCH: "Check that `password` equals gateway.auth.password of this gateway.",
  AUTH_PASSWORD_MISSING: "Pass `password`: this gateway requires gateway.auth.password.",
  AUTH_DEVICE_TOKEN_MISMATCH:
    "The stored device token is no longer valid: pass the gateway's `token` once to get a new one.",
  AUTH_UNAUTHORIZED: "Check `token` or `password`.",
  DEVICE_IDENTITY_REQUIRED:
    "Pass `token`, or a device identity: `device: fileDeviceStore()` from @hawser/gateway-client/node.",
  CONTROL_UI_ORIGIN_NOT_ALLOWED:
    "Add the page's origin to gateway.controlUi.allowedOrigins in the gateway's config.",
  DEVICE_AUTH_SIGNATURE_EXPIRED: "The clocks of this machine and of the gateway differ too much.",
};

interface ErrorDetails {
  readonly code?: string;
  readonly requestId?: string;
  readonly reason?: string;
  readonly expectedProtocol?: number;
  readonly missingScope?: string;
}

function detailsOf(error: RemoteErrorShape): ErrorDetails {
  return typeof error.details === "object" && error.details !== null ? error.details : {};
}

/** The machine-readable reason of a refusal: details.code where there is one, else the error code. */
export function failureCode(error: RemoteErrorShape): string {
  const code = detailsOf(error).code;
  if (typeof code === "string") return code;
  // Protocol 3 gateways up to 2026.3 leave the details out and say it in words only.
  if (/origin not allowed/i.test(error.message)) return "CONTROL_UI_ORIGIN_NOT_ALLOWED";
  if (/pairing required/i.test(error.message)) return "PAIRING_REQUIRED";
  if (/protocol mismatch/i.test(error.message)) return "PROTOCOL_MISMATCH";
  return error.code;
}

/**
 * Turns the gateway's refusal of `connect` into the error a person can act on.
 * Authentication, pairing, scope and protocol failures are final; UNAVAILABLE is retried after the
 * time the gateway names.
 */
export function connectFailure(error: RemoteErrorShape): HawserError {
  const details = detailsOf(error);
  const code = failureCode(error);
  if (error.code === "UNAVAILABLE" || error.code === "ERR_RATE_LIMIT" || error.retryable === true) {
    return remoteError(error, "connect", true);
  }
  if (code === "PAIRING_REQUIRED" || (error.code === "NOT_PAIRED" && details.requestId)) {
    return pairingRequired(error, details);
  }
  if (code === "PROTOCOL_MISMATCH" || details.expectedProtocol !== undefined) {
    const wanted = details.expectedProtocol;
    return new ProtocolError(
      `The gateway refused the protocol versions on offer (3 and 4)${wanted === undefined ? "" : `; it wants ${wanted}`}.`,
      {
        code: "PROTOCOL_MISMATCH",
        hint: "Use a @hawser/gateway-client that speaks the gateway's version.",
      },
    );
  }
  if (code === "MISSING_SCOPE" || code === "ERR_SCOPE") return rpcFailure(error, "connect");
  if (/^(AUTH_|DEVICE_|CONTROL_UI_)/.test(code) || code === "NOT_PAIRED" || code === "ERR_AUTH") {
    return new AuthError(`The gateway refused the connection: ${error.message}`, {
      code: code === "NOT_PAIRED" || code === "ERR_AUTH" ? "AUTH_FAILED" : code,
      hint: HINTS[code],
    });
  }
  if (/unauthorized|forbidden/i.test(error.message) || error.code === "FORBIDDEN") {
    return new AuthError(`The gateway refused the connection: ${error.message}`, {
      hint: "Check `token`, `password` and `role`.",
    });
  }
  return new ProtocolError(`The gateway refused the connect request: ${error.message}`, {
    code: "CONNECT_REFUSED",
    hint: "Check `client.id` and `client.mode` (gateways know a closed list) and `role`.",
  });
}

function pairingRequired(error: RemoteErrorShape, details: ErrorDetails): PairingRequiredError {
  const { requestId, reason } = details;
  const approveCommand = requestId
    ? `openclaw devices approve ${requestId}`
    : "openclaw devices list";
  return new PairingRequiredError(
    `The gateway wants this device approved first: ${error.message}`,
    {
      approveCommand,
      hint: `Run \`${approveCommand}\` on the gateway's machine, then connect again (or set waitForPairing: true).`,
      requestId,
      reason,
    },
  );
}

/** A failed RPC as an error: ScopeError for a missing scope, RemoteError for the rest. */
export function rpcFailure(error: RemoteErrorShape, method: string): HawserError {
  const details = detailsOf(error);
  // Protocol 3 says a missing scope in words: INVALID_REQUEST "missing scope: operator.read".
  const inWords = /^missing scope: (\S+)/.exec(error.message)?.[1];
  const missing = details.missingScope ?? inWords;
  const code = details.code ?? error.code;
  if (missing !== undefined || code === "MISSING_SCOPE" || code === "ERR_SCOPE") {
    return new ScopeError(`${method}: ${error.message}`, {
      missing: missing === undefined ? [] : [missing],
      granted: [],
      hint: `Connect with scopes that include ${missing ?? "what this method needs"}; without a device some gateways clear all scopes.`,
    });
  }
  return remoteError(error, method, error.retryable === true);
}

function remoteError(error: RemoteErrorShape, method: string, retryable: boolean): RemoteError {
  return new RemoteError(`${method}: ${error.message}`, {
    remoteCode: error.code,
    method,
    retryable,
    details: error.details,
    retryAfterMs: error.retryAfterMs,
  });
}

/** Close codes of the gateway that mean more than "the socket is gone". Others: core's defaults. */
export function closeFailure(
  close: CloseInfo,
  phase: "connecting" | "handshaking" | "ready",
): HawserError | undefined {
  const data = { closeCode: close.code, closeReason: close.reason, phase, maybeExecuted: true };
  if (phase === "handshaking") {
    // The refusal normally arrives as a response first; a bare close still has to end the attempt for good.
    if (close.code === 1008) {
      const shape = { code: "INVALID_REQUEST", message: close.reason || "policy violation" };
      const hint = "Check `token` and the allowed origins.";
      const mapped = connectFailure(shape);
      return mapped.code === "CONNECT_REFUSED"
        ? new AuthError(`The gateway closed the handshake: ${shape.message}`, { hint })
        : mapped;
    }
    if (close.code === 1002) {
      return new ProtocolError(
        `The gateway closed the handshake: ${close.reason || "protocol error"}`,
        {
          code: "PROTOCOL_MISMATCH",
        },
      );
    }
  }
  if (close.code === 1012) {
    return new ConnectionLostError("The gateway is restarting.", {
      ...data,
      code: "GATEWAY_RESTART",
      retryable: true,
    });
  }
  if (close.code === 1009 && phase === "ready") {
    return new ConnectionLostError(
      "The gateway closed the connection: a frame was larger than it accepts.",
      {
        ...data,
        code: "PAYLOAD_TOO_LARGE",
        retryable: true,
        hint: "Send less at once, or raise the gateway's payload limit.",
      },
    );
  }
  if (close.code === 4001 && phase === "ready") {
    return new ConnectionLostError("The gateway revoked this device's token.", {
      ...data,
      retryable: true,
    });
  }
  return undefined;
}

/** Our own `close()`: what was on its way may have been executed. */
export function clientClosed(): ConnectionLostError {
  return new ConnectionLostError("The client was closed.", {
    code: "CLOSED",
    maybeExecuted: true,
    retryable: false,
  });
}
