import { createHash, createPublicKey, verify } from "node:crypto";
import type { ConnectDevice, ConnectParams } from "./connect-params.js";
import { invalidRequest, type RpcError } from "./errors.js";

/** How far `signedAt` may be from the gateway's clock. */
const SIGNATURE_SKEW_MS = 2 * 60_000;
/** DER prefix that turns a raw Ed25519 key into a SubjectPublicKeyInfo. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

function rawKey(publicKey: string): Buffer | undefined {
  const raw = Buffer.from(publicKey, "base64url");
  return raw.length === 32 ? raw : undefined;
}

/** The device id a public key (base64url, raw) stands for. */
function deviceIdOf(publicKey: string): string | undefined {
  const raw = rawKey(publicKey);
  return raw && createHash("sha256").update(raw).digest("hex");
}

/** What is signed; `v3` adds platform and device family to `v2`. */
function devicePayload(
  format: "v2" | "v3",
  device: Pick<ConnectDevice, "id" | "signedAt" | "nonce">,
  params: Pick<ConnectParams, "client" | "role" | "scopes">,
  token: string,
): string {
  const base = [
    format,
    device.id,
    params.client.id,
    params.client.mode,
    params.role ?? "operator",
    (params.scopes ?? []).join(","),
    String(device.signedAt),
    token,
    device.nonce,
  ];
  if (format === "v3") {
    base.push(
      params.client.platform.trim().toLowerCase(),
      (params.client.deviceFamily ?? "").trim().toLowerCase(),
    );
  }
  return base.join("|");
}

const refuse = (message: string, code: string, reason: string): RpcError =>
  invalidRequest(message, { code, reason });

/** Checks a device as gateways do, in their order; undefined when all is well. */
export function deviceRefusal(
  params: ConnectParams,
  challengeNonce: string,
  nowMs: number,
): RpcError | undefined {
  const device = params.device;
  if (!device) return undefined;
  if (deviceIdOf(device.publicKey) !== device.id) {
    return refuse(
      "device identity mismatch",
      "DEVICE_AUTH_DEVICE_ID_MISMATCH",
      "device-id-mismatch",
    );
  }
  if (Math.abs(nowMs - device.signedAt) > SIGNATURE_SKEW_MS) {
    return refuse(
      "device signature expired",
      "DEVICE_AUTH_SIGNATURE_EXPIRED",
      "device-signature-stale",
    );
  }
  if (!device.nonce.trim()) {
    return refuse("device nonce required", "DEVICE_AUTH_NONCE_REQUIRED", "device-nonce-missing");
  }
  if (device.nonce !== challengeNonce) {
    return refuse("device nonce mismatch", "DEVICE_AUTH_NONCE_MISMATCH", "device-nonce-mismatch");
  }
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, Buffer.from(device.publicKey, "base64url")]),
    format: "der",
    type: "spki",
  });
  const signature = Buffer.from(device.signature, "base64url");
  const auth = params.auth ?? {};
  const token = auth.token ?? auth.deviceToken ?? auth.bootstrapToken ?? "";
  const fits = (["v3", "v2"] as const).some((format) =>
    verify(null, Buffer.from(devicePayload(format, device, params, token)), key, signature),
  );
  return fits
    ? undefined
    : refuse("device signature invalid", "DEVICE_AUTH_SIGNATURE_INVALID", "device-signature");
}
