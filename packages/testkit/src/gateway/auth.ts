import { timingSafeEqual } from "node:crypto";
import type { ConnectParams } from "./connect-params.js";
import { invalidRequest, RpcError } from "./errors.js";
import type { GatewayProtocol } from "./generation.js";
import type { PairingDesk } from "./pairing.js";

/** The shared secrets a gateway accepts. */
export interface SharedSecrets {
  readonly token: string | undefined;
  readonly password: string | undefined;
}

/** How a connection proved itself. */
export type AuthMethod = "token" | "password" | "device-token" | "none";

export type AuthOutcome =
  | { readonly ok: true; readonly method: AuthMethod }
  | { readonly ok: false; readonly error: RpcError };

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(
  protocol: GatewayProtocol,
  message: string,
  code: string,
  authReason: string,
  canRetryWithDeviceToken = false,
): AuthOutcome {
  // 2026.3.2 gives no advice on what to try next.
  const advice =
    protocol === 4
      ? {
          canRetryWithDeviceToken,
          recommendedNextStep: canRetryWithDeviceToken
            ? "retry_with_device_token"
            : "update_auth_credentials",
        }
      : {};
  return { ok: false, error: invalidRequest(message, { code, authReason, ...advice }) };
}

/** Checks the credentials of `connect` against the shared secrets and the device's own token. */
export function authenticate(
  params: ConnectParams,
  secrets: SharedSecrets,
  pairing: PairingDesk,
  protocol: GatewayProtocol,
  now: number,
): AuthOutcome {
  const auth = params.auth ?? {};
  const device = params.device;
  const role = params.role ?? "operator";
  const mode =
    secrets.token !== undefined ? "token" : secrets.password !== undefined ? "password" : "none";
  if (mode === "none") return { ok: true, method: "none" };

  // 2026.9 takes the shared secret from either field, 2026.3.2 from the one its mode names.
  const secret = (mode === "token" ? secrets.token : secrets.password) ?? "";
  const offered =
    mode === "token"
      ? (auth.token ?? (protocol === 4 ? auth.password : undefined))
      : (auth.password ?? (protocol === 4 ? auth.token : undefined));
  if (offered !== undefined && same(offered, secret)) return { ok: true, method: mode };

  const deviceToken = auth.deviceToken ?? auth.token;
  if (device && deviceToken && pairing.verify(device.id, role, deviceToken, now)) {
    return { ok: true, method: "device-token" };
  }
  if (device && auth.deviceToken !== undefined) {
    return refuse(
      protocol,
      "unauthorized: device token mismatch (rotate/reissue device token)",
      "AUTH_DEVICE_TOKEN_MISMATCH",
      "device_token_mismatch",
    );
  }
  if (offered === undefined && !device && auth.password === undefined && auth.token === undefined) {
    return {
      ok: false,
      error: new RpcError({
        code: "NOT_PAIRED",
        message: "device identity required",
        details: { code: "DEVICE_IDENTITY_REQUIRED" },
      }),
    };
  }
  return mode === "token"
    ? refuseToken(protocol, offered, pairing.paired.has(device?.id ?? ""))
    : refusePassword(protocol, offered);
}

function refuseToken(
  protocol: GatewayProtocol,
  offered: string | undefined,
  knownDevice: boolean,
): AuthOutcome {
  if (offered === undefined) {
    return refuse(
      protocol,
      "unauthorized: gateway token missing (provide gateway auth token)",
      "AUTH_TOKEN_MISSING",
      "token_missing",
    );
  }
  const advice =
    protocol === 3
      ? "set gateway.remote.token to match gateway.auth.token"
      : "use this gateway's gateway.auth.token or pair the device";
  return refuse(
    protocol,
    `unauthorized: gateway token mismatch (${advice})`,
    "AUTH_TOKEN_MISMATCH",
    "token_mismatch",
    knownDevice,
  );
}

function refusePassword(protocol: GatewayProtocol, offered: string | undefined): AuthOutcome {
  return offered === undefined
    ? refuse(
        protocol,
        "unauthorized: gateway password missing (enter the password in Control UI settings)",
        "AUTH_PASSWORD_MISSING",
        "password_missing",
      )
    : refuse(
        protocol,
        "unauthorized: gateway password mismatch (enter the password in Control UI settings)",
        "AUTH_PASSWORD_MISMATCH",
        "password_mismatch",
      );
}
