import type { ErrorShape } from "./frames.js";

/** A refusal that becomes the `error` of a response. */
export class RpcError extends Error {
  readonly shape: ErrorShape;

  constructor(shape: ErrorShape) {
    super(shape.message);
    this.name = "RpcError";
    this.shape = shape;
  }
}

/** `INVALID_REQUEST`, the code real gateways use for almost everything. */
export function invalidRequest(message: string, details?: unknown): RpcError {
  return new RpcError({
    code: "INVALID_REQUEST",
    message,
    ...(details === undefined ? {} : { details }),
  });
}

/** What 2026.9 answers to every call while it lets runs end before it goes down. */
export function restarting(method: string): RpcError {
  const details = { method, reason: "gateway-restarting", phase: "accepting" };
  return unavailable(`${method} unavailable during gateway restart`, 1000, details);
}

/** `UNAVAILABLE`, worth another try after `retryAfterMs`. */
export function unavailable(message: string, retryAfterMs?: number, details?: unknown): RpcError {
  return new RpcError({
    code: "UNAVAILABLE",
    message,
    ...(details === undefined ? {} : { details }),
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
