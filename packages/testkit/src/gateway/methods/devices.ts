import { invalidRequest } from "../errors.js";
import { pairedView, pendingView } from "../pairing.js";
import type { MethodCall, MethodTable } from "./method.js";

/** 2026.9 cuts the sockets of a device that was removed or whose token was revoked. */
const DEVICE_REMOVED = 4001;

function list({ context }: MethodCall): unknown {
  const { pairing, options, registry } = context;
  const online = new Set(
    registry.connections.flatMap((c) =>
      c.phase.status === "ready" ? [c.phase.grant.deviceId] : [],
    ),
  );
  return {
    pending: [...pairing.pending.values()].map(pendingView),
    paired: [...pairing.paired.values()]
      .reverse()
      .map((device) =>
        pairedView(device, options.generation.protocol, online.has(device.deviceId)),
      ),
  };
}

function resolved(call: MethodCall, requestId: string, deviceId: string, decision: string): void {
  const ts = call.context.options.clock.now();
  call.context.broadcaster.event("device.pair.resolved", { requestId, deviceId, decision, ts });
}

function approve(call: MethodCall): unknown {
  const { pairing, options } = call.context;
  const requestId = String(call.params.requestId);
  const device = pairing.approve(requestId, options.clock.now(), "owner");
  if (!device) throw invalidRequest("unknown requestId");
  resolved(call, requestId, device.deviceId, "approved");
  return { requestId, device: pairedView(device, options.generation.protocol) };
}

function reject(call: MethodCall): unknown {
  const requestId = String(call.params.requestId);
  const pending = call.context.pairing.reject(requestId);
  if (!pending) throw invalidRequest("unknown requestId");
  resolved(call, requestId, pending.deviceId, "rejected");
  return { requestId, deviceId: pending.deviceId };
}

function cutSockets(call: MethodCall, deviceId: string): void {
  if (call.context.options.generation.protocol === 3) return;
  for (const connection of call.context.registry.connections) {
    if (connection.phase.status !== "ready" || connection.phase.grant.deviceId !== deviceId)
      continue;
    connection.close(DEVICE_REMOVED, "device removed");
  }
}

function remove(call: MethodCall): unknown {
  const deviceId = String(call.params.deviceId);
  if (!call.context.pairing.remove(deviceId)) throw invalidRequest("unknown deviceId");
  cutSockets(call, deviceId);
  return { deviceId };
}

function revoke(call: MethodCall): unknown {
  const deviceId = String(call.params.deviceId);
  const role = String(call.params.role);
  const record = call.context.pairing.revoke(deviceId, role, call.context.options.clock.now());
  if (!record) throw invalidRequest("unknown deviceId/role");
  cutSockets(call, deviceId);
  return { deviceId, role, revokedAtMs: record.revokedAtMs };
}

function rotate({ context, params }: MethodCall): unknown {
  const { pairing, options } = context;
  const deviceId = String(params.deviceId);
  const role = String(params.role);
  const device = pairing.paired.get(deviceId);
  const known = device?.tokens.get(role);
  if (!device || !known) throw invalidRequest("unknown deviceId/role");
  const scopes = Array.isArray(params.scopes) ? params.scopes.map(String) : known.scopes;
  const record = pairing.rotate(device, role, scopes, options.clock.now());
  return {
    deviceId,
    role,
    token: record.token,
    scopes: record.scopes,
    rotatedAtMs: record.rotatedAtMs,
  };
}

const scope = "operator.pairing";

/** `device.pair.*` and `device.token.*` */
export const deviceMethods: MethodTable = {
  "device.pair.list": { scope, handle: list },
  "device.pair.approve": { scope, handle: approve },
  "device.pair.reject": { scope, handle: reject },
  "device.pair.remove": { scope, handle: remove },
  "device.token.revoke": { scope, handle: revoke },
  "device.token.rotate": { scope, handle: rotate },
};
