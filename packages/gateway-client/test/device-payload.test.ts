import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deviceAuthPayload, type DeviceSignatureFormat } from "../src/device/index.js";

interface RecordedConnect {
  gateway: string;
  scenario: string;
  challengeTs: number;
  connect: {
    client: { id: string; mode: string; platform: string };
    role: string;
    scopes: string[];
    auth: { token?: string; deviceToken?: string };
    device?: { id: string; publicKey: string; signature: string; signedAt: number; nonce: string };
  };
  response: { ok: boolean };
}

const recorded = JSON.parse(
  readFileSync(new URL("./fixtures/device-connects.json", import.meta.url), "utf8"),
) as RecordedConnect[];
const signed = recorded.filter((r) => r.connect.device !== undefined);

const claims = {
  clientId: "cli",
  clientMode: "cli",
  role: "operator",
  scopes: ["operator.read", "operator.write"],
  signedAtMs: 1_795_234_211_504,
  token: "t0k",
  nonce: "n-1",
  platform: "linux",
};

describe("the signed string", () => {
  it("lists the fields of v3 in the gateway's order", () => {
    expect(deviceAuthPayload("ab12", { ...claims, format: "v3", deviceFamily: "Desk" })).toBe(
      "v3|ab12|cli|cli|operator|operator.read,operator.write|1795234211504|t0k|n-1|linux|desk",
    );
  });

  it("ends v2 with the nonce", () => {
    expect(deviceAuthPayload("ab12", { ...claims, format: "v2", deviceFamily: "Desk" })).toBe(
      "v2|ab12|cli|cli|operator|operator.read,operator.write|1795234211504|t0k|n-1",
    );
  });

  it("keeps the places of empty fields", () => {
    expect(deviceAuthPayload("ab12", { ...claims, format: "v3", token: "", scopes: [] })).toBe(
      "v3|ab12|cli|cli|operator||1795234211504||n-1|linux|",
    );
  });

  it("trims platform and family and lowers A-Z only, whatever the locale", () => {
    const text = deviceAuthPayload("ab12", {
      ...claims,
      format: "v3",
      platform: "  MacIntel ",
      deviceFamily: "İPad ÄIR",
    });
    expect(text.endsWith("|macintel|İpad Äir")).toBe(true);
  });
});

describe("recorded connects", () => {
  it("are there for all three gateways", () => {
    expect(new Set(signed.map((r) => r.gateway))).toEqual(
      new Set(["2026.3.2", "2026.4.26", "2026.9.6"]),
    );
  });

  it.each(signed.map((r) => [`${r.gateway} ${r.scenario}`, r] as const))(
    "%s: the recorded signature is one of our v3 string",
    (_, { connect, challengeTs }) => {
      const { client, role, scopes, auth, device } = connect;
      if (device === undefined) throw new Error("not a signed connect");
      // A device token is what gets signed when it is what authenticates.
      const token = auth.token ?? auth.deviceToken ?? "";
      const ok = (format: DeviceSignatureFormat, signedToken: string): boolean =>
        verifies(
          device.publicKey,
          device.signature,
          deviceAuthPayload(device.id, {
            format,
            clientId: client.id,
            clientMode: client.mode,
            role,
            scopes,
            signedAtMs: device.signedAt,
            token: signedToken,
            nonce: device.nonce,
            platform: client.platform,
          }),
        );
      expect(ok("v3", token)).toBe(true);
      expect(ok("v3", "")).toBe(false);
      expect(ok("v2", token)).toBe(false);
      expect(device.signedAt).toBe(challengeTs);
    },
  );
});

function verifies(publicKey: string, signature: string, text: string): boolean {
  const key = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: publicKey },
    format: "jwk",
  });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
}
