import type { GatewayPort } from "../client-port.js";
import type { CallOptions } from "../compat/call-options.js";
import { compact, number, record, text } from "../compat/records.js";
import type { GatewayHealth, GatewayStatus } from "../schemas/status.js";

/**
 * `gateway.status()`. Real gateways give the number of sessions as `sessions.count`, documented ones
 * may give the number itself; here it is always `sessions.count`.
 */
export async function fetchStatus(port: GatewayPort, o?: CallOptions): Promise<GatewayStatus> {
  const payload = record(await port.request("status", {}, o));
  const { runtimeVersion, version, sessions } = payload;
  return compact({
    ...payload,
    runtimeVersion: text(runtimeVersion, version, port.hello?.server.version),
    sessions: counted(sessions),
  });
}

/** `gateway.health()`. A gateway that answers without saying `ok` is well. */
export async function fetchHealth(port: GatewayPort, o?: CallOptions): Promise<GatewayHealth> {
  const payload = record(await port.request("health", {}, o));
  return {
    ...payload,
    ok: payload["ok"] !== false,
    ...("sessions" in payload ? { sessions: counted(payload["sessions"]) } : {}),
  };
}

function counted(sessions: unknown): { count?: number; [field: string]: unknown } {
  if (Array.isArray(sessions)) return { count: sessions.length };
  const count = number(sessions);
  return count === undefined ? record(sessions) : { count };
}
