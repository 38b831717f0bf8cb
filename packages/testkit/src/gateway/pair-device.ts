import type { AuthMethod } from "./auth.js";
import type { ConnectParams } from "./connect-params.js";
import type { GatewayContext } from "./context.js";
import { RpcError } from "./errors.js";
import { HandshakeRefusal } from "./handshake-refusal.js";
import {
  type DeviceTokenRecord,
  type PairedDevice,
  type PairingClaim,
  pendingView,
} from "./pairing.js";

type PairingReason = "not-paired" | "scope-upgrade" | "role-upgrade" | "metadata-upgrade";

const WORDS: Readonly<Record<PairingReason, { message: string; hint: string }>> = {
  "not-paired": {
    message: "pairing required: device is not approved yet",
    hint: "Approve this device from the pending pairing requests.",
  },
  "scope-upgrade": {
    message: "pairing required: device is asking for more scopes than currently approved",
    hint: "Review the requested scopes, then approve the pending upgrade.",
  },
  "role-upgrade": {
    message: "pairing required: device is asking for a higher role than currently approved",
    hint: "Review the requested role upgrade, then approve the pending request.",
  },
  "metadata-upgrade": {
    message: "pairing required: device identity changed and must be re-approved",
    hint: "Review the refreshed device details, then approve the pending request.",
  },
};

function refusal(
  context: GatewayContext,
  claim: PairingClaim,
  paired: PairedDevice | undefined,
  reason: PairingReason,
  requestId: string,
): HandshakeRefusal {
  if (context.options.generation.protocol === 3) {
    const details = { code: "PAIRING_REQUIRED", requestId, reason };
    return new HandshakeRefusal(
      new RpcError({ code: "NOT_PAIRED", message: "pairing required", details }),
    );
  }
  const { message, hint } = WORDS[reason];
  const details = {
    code: "PAIRING_REQUIRED",
    reason,
    requestId,
    remediationHint: hint,
    deviceId: claim.deviceId,
    requestedRole: claim.role,
    requestedScopes: claim.scopes,
    ...(paired ? { approvedRoles: [paired.role], approvedScopes: [...paired.scopes].sort() } : {}),
  };
  return new HandshakeRefusal(
    new RpcError({ code: "NOT_PAIRED", message, details }),
    1008,
    `${message} (requestId: ${requestId})`,
  );
}

function missingApproval(
  context: GatewayContext,
  claim: PairingClaim,
  paired: PairedDevice | undefined,
): { reason: PairingReason; silent: boolean } | undefined {
  const { options } = context;
  if (!paired) return { reason: "not-paired", silent: options.pairing === "auto" };
  // A changed platform or family is never waved through, not even on loopback.
  if (
    paired.platform !== claim.platform ||
    (paired.deviceFamily ?? "") !== (claim.deviceFamily ?? "")
  ) {
    return { reason: "metadata-upgrade", silent: false };
  }
  if (paired.role !== claim.role) return { reason: "role-upgrade", silent: false };
  const covered = claim.scopes.every((scope) => paired.scopes.includes(scope));
  return covered ? undefined : { reason: "scope-upgrade", silent: options.scopeUpgrade === "auto" };
}

/** Pairs the device, or refuses it with a pending request; returns the token it may use. */
export function pairDevice(
  context: GatewayContext,
  params: ConnectParams,
  role: string,
  method: AuthMethod,
): DeviceTokenRecord | undefined {
  const { pairing, broadcaster, options } = context;
  const device = params.device;
  if (!device) return undefined;
  const now = options.clock.now();
  const claim: PairingClaim = {
    deviceId: device.id,
    publicKey: device.publicKey,
    platform: params.client.platform,
    deviceFamily: params.client.deviceFamily,
    clientId: params.client.id,
    clientMode: params.client.mode,
    role,
    scopes: params.scopes ?? [],
  };
  let paired = pairing.paired.get(device.id);
  const wanting = missingApproval(context, claim, paired);
  if (wanting) {
    const { pending, created } = pairing.request(claim, now);
    if (!wanting.silent) {
      if (created) broadcaster.event("device.pair.requested", pendingView(pending));
      throw refusal(context, claim, paired, wanting.reason, pending.requestId);
    }
    paired = pairing.approve(pending.requestId, now, "silent");
    broadcaster.event("device.pair.resolved", {
      requestId: pending.requestId,
      deviceId: device.id,
      decision: "approved",
      ts: now,
    });
  }
  if (!paired) return undefined;
  paired.lastSeenAtMs = now;
  // A device that came with its own token keeps it; a shared secret issues or widens one.
  const known = paired.tokens.get(role);
  if (method === "device-token" && known) return known;
  return pairing.ensureToken(paired, role, claim.scopes, now);
}
