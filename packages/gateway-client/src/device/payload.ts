/**
 * Which signed string to build. Every measured gateway (2026.3.2, 2026.4.26, 2026.9.6) takes both;
 * `v3` also covers the platform and the device family.
 */
export type DeviceSignatureFormat = "v3" | "v2";

/** What a device signs when it connects. */
export interface DeviceAuthClaims {
  readonly format: DeviceSignatureFormat;
  /** `client.id` of the connect request. */
  readonly clientId: string;
  /** `client.mode` of the connect request. */
  readonly clientMode: string;
  readonly role: string;
  /** In the order in which the connect request lists them. */
  readonly scopes: readonly string[];
  /** Milliseconds since 1970: the `ts` of the gateway's challenge, so that a wrong local clock does no harm. */
  readonly signedAtMs: number;
  /** The token that authenticates this connect (`auth.token`, else `auth.deviceToken`), empty when there is none. */
  readonly token: string;
  /** The nonce of the gateway's challenge. */
  readonly nonce: string;
  /** `client.platform` of the connect request. */
  readonly platform: string;
  /** `client.deviceFamily` of the connect request, when it carries one. */
  readonly deviceFamily?: string | undefined;
}

/** The exact text a gateway expects to be signed. */
export function deviceAuthPayload(deviceId: string, claims: DeviceAuthClaims): string {
  const fields = [
    claims.format,
    deviceId,
    claims.clientId,
    claims.clientMode,
    claims.role,
    claims.scopes.join(","),
    String(claims.signedAtMs),
    claims.token,
    claims.nonce,
  ];
  if (claims.format === "v3") fields.push(fold(claims.platform), fold(claims.deviceFamily ?? ""));
  return fields.join("|");
}

/** Gateways trim these two and lower only A-Z; `toLowerCase` would change other letters too. */
function fold(text: string): string {
  return text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
