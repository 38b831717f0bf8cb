import {
  AuthError,
  ConnectionLostError,
  HawserError,
  ProtocolError,
  RemoteError,
  ScopeError,
  ValidationError,
} from "@hawser/core";

/** What no retry can mend. */
export function isFinal(error: HawserError): boolean {
  return (
    error instanceof AuthError || error instanceof ScopeError || error instanceof ValidationError
  );
}

/** At the first call, an address where something else than GroupChat answers. */
export function isMisconfigured(error: HawserError): boolean {
  return (
    (error instanceof ProtocolError && !error.retryable) ||
    (error instanceof RemoteError && error.code === "NOT_FOUND")
  );
}

/** What a call rejected with; anything but our own errors came from the network below. */
export function asHawserError(error: unknown): HawserError {
  if (error instanceof HawserError) return error;
  return new ConnectionLostError("GroupChat could not be asked", { cause: error });
}
