import { ConnectionLostError, HawserError, ProtocolError, ValidationError } from "../errors.js";
import { redactText, safeCause } from "../redact.js";

const textOf = (error: unknown): string =>
  error instanceof Error ? redactText(error.message) : typeof error;

/** There is no link to send on. */
export function notConnected(cause?: unknown): ConnectionLostError {
  return new ConnectionLostError("Not connected", {
    maybeExecuted: false,
    ...(cause === undefined ? {} : { cause: safeCause(cause) }),
  });
}

/** Our own `close()`. */
export function closedByUs(): ConnectionLostError {
  return new ConnectionLostError("The connection was closed", { code: "CLOSED", retryable: false });
}

/** The watchdog's verdict. */
export function silent(silentMs: number): ConnectionLostError {
  return new ConnectionLostError(`Nothing came for ${Math.round(silentMs / 1000)} s`, {
    code: "LINK_SILENT",
    maybeExecuted: true,
    phase: "ready",
  });
}

/** A url or socket provider threw. Retried: it may be the network that failed it. */
export function providerFailed(name: "url" | "socket", error: unknown): HawserError {
  return new HawserError(`The ${name} function failed: ${textOf(error)}`, {
    code: "PROVIDER_FAILED",
    retryable: true,
    hint: "To end the retries, throw a HawserError that is not retryable.",
    cause: safeCause(error),
  });
}

/** openSocket threw. */
export function badSocket(error: unknown): ValidationError {
  return new ValidationError(`The socket could not be made: ${textOf(error)}`, {
    path: "socket",
    expected: "options that the socket accepts",
    cause: safeCause(error),
  });
}

/** The handshake rejected with something that says nothing about retrying. */
export function handshakeFailed(error: unknown): ProtocolError {
  return new ProtocolError(`The handshake failed: ${textOf(error)}`, { cause: safeCause(error) });
}
