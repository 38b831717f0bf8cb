import { HawserError, RemoteError, ScopeError } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";

const UNKNOWN_METHOD = /unknown method|method not found/i;

/** The gateway said it has no such method, hence that it has not run anything. */
export function isUnknownMethod(error: unknown): boolean {
  return error instanceof HawserError && UNKNOWN_METHOD.test(error.message);
}

/**
 * The gateway does not have this method. OpenClaw 2026.3 checks scopes before names and answers
 * "missing scope: operator.admin" for every method it does not know, so that answer counts too when
 * the gateway does not announce the method.
 */
export function lacksMethod(error: unknown, method: string, port: GatewayPort): boolean {
  if (isUnknownMethod(error)) return true;
  if (!(error instanceof ScopeError) || !error.missing.includes("operator.admin")) return false;
  const announced = port.hello?.features?.methods;
  return announced !== undefined && !announced.includes(method);
}

/** A refusal (never a lost connection or a timeout) whose message matches. */
export function isRefusal(error: unknown, pattern: RegExp): error is RemoteError {
  return error instanceof RemoteError && pattern.test(error.message);
}
