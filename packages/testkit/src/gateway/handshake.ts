import { authenticate, type AuthMethod } from "./auth.js";
import { type ConnectParams, connectSchema } from "./connect-params.js";
import type { ConnectionGrant, GatewayConnection } from "./connection.js";
import type { GatewayContext } from "./context.js";
import { deviceRefusal } from "./device-signature.js";
import { invalidRequest, unavailable } from "./errors.js";
import { HandshakeRefusal } from "./handshake-refusal.js";
import { originRefusal } from "./origin.js";
import type { DeviceTokenRecord } from "./pairing.js";
import { pairDevice } from "./pair-device.js";
import { schemaErrors } from "./schema.js";
import { devicelessScopes } from "./scopes.js";

/** A handshake that went through. */
export interface AcceptedHandshake {
  readonly params: ConnectParams;
  readonly grant: ConnectionGrant;
  readonly method: AuthMethod;
  readonly token: DeviceTokenRecord | undefined;
}

/** Clients that only look whether a gateway is there may speak any protocol from here on. */
const MINIMUM_PROBE_PROTOCOL = 3;

function checkProtocol(context: GatewayContext, params: ConnectParams): void {
  const expected = context.options.generation.protocol;
  if (params.minProtocol <= expected && params.maxProtocol >= expected) return;
  const probe = params.client.mode === "probe" && params.maxProtocol >= MINIMUM_PROBE_PROTOCOL;
  if (expected === 4 && probe && params.minProtocol <= params.maxProtocol) return;
  const details =
    expected === 3
      ? { expectedProtocol: 3 }
      : {
          code: "PROTOCOL_MISMATCH",
          clientMinProtocol: params.minProtocol,
          clientMaxProtocol: params.maxProtocol,
          expectedProtocol: expected,
          minimumProbeProtocol: MINIMUM_PROBE_PROTOCOL,
        };
  throw new HandshakeRefusal(invalidRequest("protocol mismatch", details), 1002);
}

function checkParams(context: GatewayContext, params: unknown): ConnectParams {
  const { generation, documented } = context.options;
  // Upstream's reference also names the mode "operator".
  const known = documented
    ? { ...generation, clientModes: [...generation.clientModes, "operator"] }
    : generation;
  const errors = schemaErrors(connectSchema(known), params, generation.protocol);
  if (errors) throw new HandshakeRefusal(invalidRequest(`invalid connect params: ${errors}`));
  return params as ConnectParams;
}

function checkControlUi(context: GatewayContext, params: ConnectParams): void {
  if (context.options.generation.protocol === 3 || params.device) return;
  if (params.client.mode !== "ui") return;
  throw new HandshakeRefusal(
    invalidRequest("control ui requires device identity (use HTTPS or localhost secure context)", {
      code: "CONTROL_UI_DEVICE_IDENTITY_REQUIRED",
    }),
  );
}

/** Runs the checks of `connect` in the gateways' order; throws a {@link HandshakeRefusal}. */
export function acceptConnect(
  context: GatewayContext,
  connection: GatewayConnection,
  rawParams: unknown,
): AcceptedHandshake {
  const { options, faults, pairing } = context;
  const { protocol } = options.generation;
  const now = options.clock.now();
  const starting = faults.strike("startupUnavailable", connection.id, "connect");
  if (starting) {
    const error = unavailable("gateway starting; retry shortly", starting.retryAfterMs, {
      reason: "startup-sidecars",
    });
    throw new HandshakeRefusal(error, 1013, "gateway starting");
  }
  const params = checkParams(context, rawParams);
  checkProtocol(context, params);
  const role = params.role ?? "operator";
  if (role !== "operator" && role !== "node") {
    throw new HandshakeRefusal(invalidRequest("invalid role"));
  }
  const origin = originRefusal(
    protocol,
    params.client,
    connection.headers.origin,
    options.allowedOrigins,
  );
  if (origin) throw new HandshakeRefusal(origin);
  checkControlUi(context, params);
  if (connection.phase.status !== "handshaking") {
    throw new HandshakeRefusal(invalidRequest("connect is only valid as the first request"));
  }
  const badDevice = deviceRefusal(params, connection.phase.nonce, now);
  if (badDevice) throw new HandshakeRefusal(badDevice);
  const auth = authenticate(params, options, pairing, protocol, now);
  if (!auth.ok) throw new HandshakeRefusal(auth.error);

  const requested = params.scopes ?? [];
  const trustedBackend = params.client.id === "gateway-client" && params.client.mode === "backend";
  const token =
    params.device && !trustedBackend ? pairDevice(context, params, role, auth.method) : undefined;
  const scopes = params.device ? requested : devicelessScopes(protocol, params.client, requested);
  return {
    params,
    grant: { role, scopes, deviceId: params.device?.id },
    method: auth.method,
    token,
  };
}
