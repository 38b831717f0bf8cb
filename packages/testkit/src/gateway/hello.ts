import { createHash } from "node:crypto";
import type { AuthMethod } from "./auth.js";
import type { ConnectionGrant, GatewayConnection } from "./connection.js";
import type { GatewayContext } from "./context.js";
import { featuresOf } from "./features.js";
import type { DeviceTokenRecord } from "./pairing.js";
import { snapshot } from "./snapshot.js";

function authBlock(
  context: GatewayContext,
  grant: ConnectionGrant,
  method: AuthMethod,
  token: DeviceTokenRecord | undefined,
): object | undefined {
  const issued = token && {
    deviceToken: token.token,
    issuedAtMs: token.rotatedAtMs ?? token.createdAtMs,
  };
  if (context.options.generation.protocol === 3) {
    // 2026.3.2 says who you are only when it has a device token to hand out.
    return issued && { ...issued, role: grant.role, scopes: token.scopes };
  }
  const identity = grant.deviceId ?? "shared";
  return {
    method,
    role: grant.role,
    scopes: grant.scopes,
    recoveryScope: createHash("sha256").update(identity).digest("base64url"),
    ...(issued ? { recoveryMigrationAllowed: true, ...issued } : {}),
  };
}

/** Builds the payload of hello-ok. */
export function helloOk(
  context: GatewayContext,
  connection: GatewayConnection,
  grant: ConnectionGrant,
  method: AuthMethod,
  token: DeviceTokenRecord | undefined,
): Record<string, unknown> {
  const { options } = context;
  const { protocol, serverVersion } = options.generation;
  const auth = authBlock(context, grant, method, token);
  const base = {
    type: "hello-ok",
    protocol: options.documented ? 3 : protocol,
    features: featuresOf(protocol),
    snapshot: snapshot(context, grant.scopes),
  };
  const policy = {
    maxPayload: options.maxPayload,
    maxBufferedBytes: 52_428_800,
    tickIntervalMs: options.tickIntervalMs,
  };
  if (options.documented) {
    return {
      ...base,
      server: { version: "1.0.0", connId: connection.id },
      snapshot: { presence: [], sessionDefaults: {}, uptimeMs: 1 },
      auth: {
        role: grant.role,
        scopes: grant.scopes,
        ...(token ? { deviceToken: token.token } : {}),
      },
      policy: { maxPayload: policy.maxPayload, tickIntervalMs: policy.tickIntervalMs },
    };
  }
  if (protocol === 3) {
    return {
      ...base,
      server: { version: serverVersion, connId: connection.id },
      canvasHostUrl: `http://127.0.0.1:${context.port()}`,
      ...(auth ? { auth } : {}),
      policy,
    };
  }
  return {
    ...base,
    server: {
      version: serverVersion,
      buildId: `${serverVersion}-testkit`,
      bootId: context.bootId(),
      controlUiBuildSource: "bundled",
      connId: connection.id,
    },
    // The control UI's extras go to clients that may read something.
    ...(grant.scopes.length > 0 ? { controlUiWidgetKinds: [], controlUiLinkReaders: [] } : {}),
    pluginSurfaceUrls: { canvas: `http://127.0.0.1:${context.port()}/__openclaw__/cap/testkit` },
    auth,
    policy: {
      ...policy,
      attachments: { maxBytes: 19_464_192, maxImageBytes: 6_291_456 },
      allowedSessionVisibilities: ["shared", "read-only", "suggest", "draft"],
      hasMultipleSessionSharingIdentities: false,
    },
  };
}
