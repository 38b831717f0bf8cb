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

/** What 2026.9 answers to new work while it lets runs end before a restart. */
export function restarting(): RpcError {
  return unavailable("gateway is restarting; retry shortly", 1000, {
    reason: "gateway-restarting",
  });
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
