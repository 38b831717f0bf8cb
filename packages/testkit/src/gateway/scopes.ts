import { invalidRequest, RpcError } from "./errors.js";
import type { GatewayProtocol } from "./generation.js";

/** Who may call a method: nobody special, or the holder of a scope. `operator.admin` opens all. */
export type MethodScope =
  | "none"
  | "operator.read"
  | "operator.write"
  | "operator.admin"
  | "operator.approvals"
  | "operator.pairing";

/** `operator.write` includes reading; `operator.admin` includes everything. */
export function hasScope(granted: readonly string[], wanted: MethodScope): boolean {
  if (wanted === "none" || granted.includes("operator.admin")) return true;
  if (wanted === "operator.read" && granted.includes("operator.write")) return true;
  return granted.includes(wanted);
}

/** The refusal for a missing scope, as each generation words it. */
export function missingScope(protocol: GatewayProtocol, scope: MethodScope): RpcError {
  const message = `missing scope: ${scope}`;
  if (protocol === 3) return invalidRequest(message);
  return new RpcError({
    code: "FORBIDDEN",
    message,
    details: { code: "MISSING_SCOPE", missingScope: scope, requiredScopes: [scope] },
  });
}

const EVENT_SCOPES: Readonly<Record<string, MethodScope>> = {
  "exec.approval.requested": "operator.approvals",
  "exec.approval.resolved": "operator.approvals",
  "device.pair.requested": "operator.pairing",
  "device.pair.resolved": "operator.pairing",
  "node.pair.requested": "operator.pairing",
  "node.pair.resolved": "operator.pairing",
};

const READ_EVENTS = new Set(["chat", "agent", "sessions.changed", "session.message", "health"]);

/** The scope an event needs to be delivered. Protocol 3 gates approvals and pairing only. */
export function eventScope(protocol: GatewayProtocol, event: string): MethodScope {
  const special = EVENT_SCOPES[event];
  if (special) return special;
  return protocol === 4 && READ_EVENTS.has(event) ? "operator.read" : "none";
}

/**
 * What a client without a device keeps of the scopes it asked for: all of them on 2026.3.2; on
 * 2026.9.6 only the trusted backend and the CLI keep theirs, everyone else is cleared to none.
 */
export function devicelessScopes(
  protocol: GatewayProtocol,
  client: { readonly id: string; readonly mode: string },
  requested: readonly string[],
): readonly string[] {
  if (protocol === 3) return requested;
  const trusted =
    (client.id === "gateway-client" && client.mode === "backend") ||
    (client.id === "cli" && client.mode === "cli");
  return trusted ? requested : [];
}
