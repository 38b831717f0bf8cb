import {
  AuthError,
  ConnectionLostError,
  PairingRequiredError,
  ProtocolError,
  ScopeError,
  TimeoutError,
} from "@hawser/core";

const CODES = new Set<unknown>(["AGENT_UNREACHABLE", "COMMAND_NOT_FOUND"]);

/**
 * Whether an error of an agent says that nobody could be asked: no gateway, no such agent, no command, no
 * permission. No other task would fare better, so that asking may go on until somebody has mended it:
 *
 * ```ts
 * retry: { attempts: (error) => (isUnreachable(error) ? Infinity : 3), when: () => true }
 * ```
 */
export function isUnreachable(error: unknown): boolean {
  const { code } = Object(error) as { readonly code?: unknown };
  if (CODES.has(code)) return true;
  if (error instanceof TimeoutError) return code !== "AGENT_TIMEOUT";
  return [AuthError, ConnectionLostError, PairingRequiredError, ProtocolError, ScopeError].some(
    (kind) => error instanceof kind,
  );
}
