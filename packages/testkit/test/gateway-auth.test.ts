import { WebSocket } from "ws";
import { describe, expect, it } from "vitest";
import { startGateway, type TestGateway } from "../src/index.js";
import { DeviceCabinet, type RecordedConnect } from "./support/gateway-device.js";
import { HandClock } from "./support/gateway-manual-clock.js";
import {
  RawClient,
  type RawConnectOptions,
  type ReadyClient,
} from "./support/gateway-raw-client.js";

const CLI = { id: "cli", mode: "cli" };

/** Connects a device that signs its challenge. */
function connectDevice(
  gateway: TestGateway,
  devices: DeviceCabinet,
  options: RawConnectOptions & { readonly name?: string; readonly platform?: string } = {},
): Promise<ReadyClient> {
  const scopes = options.scopes ?? ["operator.read"];
  const client = { ...CLI, ...options.client, platform: options.platform ?? "linux" };
  const auth = options.auth ?? { token: gateway.token };
  const publicKey = options.name ?? "laptop";
  const device = { id: "", publicKey, signature: "", signedAt: 0, nonce: "" };
  return RawClient.connect(gateway, {
    ...options,
    scopes,
    client,
    auth,
    extra: (challenge) => {
      const params: RecordedConnect = { client, role: "operator", scopes, auth, device };
      return { device: devices.sign(params, challenge, "").device };
    },
  });
}

describe.each([3, 4] as const)("secrets on protocol %i", (protocol) => {
  it("lets nobody in with the wrong one, and closes 1008", async () => {
    await using gateway = await startGateway({ protocol, token: "right" });
    const client = await RawClient.connect(gateway, { auth: { token: "wrong" } });
    expect(client.hello.error?.details?.code).toBe("AUTH_TOKEN_MISMATCH");
    expect((await client.closed).code).toBe(1008);
  });

  it("takes a password when that is the secret", async () => {
    await using gateway = await startGateway({ protocol, password: "pw" });
    const good = await RawClient.connect(gateway, { auth: { password: "pw" } });
    expect(good.hello.ok).toBe(true);
    const bad = await RawClient.connect(gateway, { auth: { password: "no" } });
    expect(bad.hello.error?.details?.code).toBe("AUTH_PASSWORD_MISMATCH");
  });

  it("asks for nothing when there is none", async () => {
    await using gateway = await startGateway({ protocol, token: null });
    const client = await RawClient.connect(gateway, { auth: null });
    expect(client.hello.ok).toBe(true);
    expect(gateway.token).toBe("");
  });
});

describe.each([3, 4] as const)("devices on protocol %i", (protocol) => {
  it("wait for an approval when that is required, and then get a token", async () => {
    await using gateway = await startGateway({ protocol, pairing: "required" });
    const devices = new DeviceCabinet();
    const operator = await RawClient.connect(gateway);
    const refused = await connectDevice(gateway, devices);
    expect(refused.hello.error).toMatchObject({
      code: "NOT_PAIRED",
      details: { code: "PAIRING_REQUIRED", reason: "not-paired" },
    });
    expect((await refused.closed).code).toBe(1008);
    const asked = await operator.frame((frame) => frame.event === "device.pair.requested");
    const requestId = String(refused.hello.error?.details?.requestId);
    expect(asked.payload?.requestId).toBe(requestId);

    expect(gateway.approvePairing("nonsense")).toBe(false);
    expect(gateway.approvePairing(requestId)).toBe(true);
    await operator.frame((frame) => frame.event === "device.pair.resolved");
    const paired = await connectDevice(gateway, devices);
    const auth = paired.hello.payload?.auth as { deviceToken: string; scopes: string[] };
    expect(auth.scopes).toEqual(["operator.read"]);

    const byToken = await connectDevice(gateway, devices, { auth: { token: auth.deviceToken } });
    expect(byToken.hello.ok).toBe(true);
    const stolen = await RawClient.connect(gateway, { auth: { token: auth.deviceToken } });
    expect(stolen.hello.ok).toBe(false);
  });

  it("may be made to ask for more scopes", async () => {
    await using gateway = await startGateway({ protocol, scopeUpgrade: "required" });
    const devices = new DeviceCabinet();
    await connectDevice(gateway, devices);
    const scopes = ["operator.read", "operator.admin"];
    const refused = await connectDevice(gateway, devices, { scopes });
    expect(refused.hello.error?.details?.reason).toBe("scope-upgrade");
    gateway.approvePairing(String(refused.hello.error?.details?.requestId));
    const upgraded = await connectDevice(gateway, devices, { scopes });
    expect(upgraded.hello.ok).toBe(true);
  });

  it("can be rejected, and their pairings outlive a restart", async () => {
    await using gateway = await startGateway({ protocol, pairing: "required" });
    const devices = new DeviceCabinet();
    const operator = await RawClient.connect(gateway);
    const refused = await connectDevice(gateway, devices, { name: "phone" });
    const requestId = refused.hello.error?.details?.requestId;
    const rejected = await operator.request("device.pair.reject", { requestId });
    expect(rejected.payload).toMatchObject({ requestId });
    const unknown = await operator.request("device.pair.approve", { requestId });
    expect(unknown.error?.message).toBe("unknown requestId");

    const laptop = await connectDevice(gateway, devices);
    gateway.approvePairing(String(laptop.hello.error?.details?.requestId));
    await gateway.restart({ graceful: false });
    const back = await connectDevice(gateway, devices);
    expect(back.hello.ok).toBe(true);
  });

  it("get a new token when theirs is rotated", async () => {
    await using gateway = await startGateway({ protocol });
    const devices = new DeviceCabinet();
    const paired = await connectDevice(gateway, devices);
    const auth = paired.hello.payload?.auth as { deviceToken: string } | undefined;
    const deviceToken = auth?.deviceToken ?? "";
    const operator = await RawClient.connect(gateway);
    const [device] = gateway.pairing.paired.values();
    const params = { deviceId: device?.deviceId, role: "operator" };
    const rotated = await operator.request("device.token.rotate", params);
    expect(rotated.payload?.token).not.toBe(deviceToken);
    const old = await connectDevice(gateway, devices, { auth: { deviceToken } });
    expect(old.hello.error?.details?.code).toBe("AUTH_DEVICE_TOKEN_MISMATCH");
    const list = await operator.request("device.pair.list");
    expect(JSON.stringify(list)).not.toContain(String(rotated.payload?.token));
  });
});

describe("a client that says nothing", () => {
  it.each([
    [3, 10_000],
    [4, 15_000],
  ] as const)("is closed with 1000 on protocol %i after %i ms", async (protocol, limit) => {
    const clock = new HandClock();
    await using gateway = await startGateway({ protocol, clock });
    const silent = new RawClient(gateway.url);
    await silent.frame((frame) => frame.event === "connect.challenge");
    clock.advance(limit - 1);
    const ready = await RawClient.connect(gateway);
    expect(silent.socket.readyState).toBe(WebSocket.OPEN);
    clock.advance(1);
    expect(await silent.closed).toEqual({ code: 1000, reason: "" });
    clock.advance(limit);
    expect((await ready.request("health")).ok).toBe(true);
  });
});

describe("frames that are too large", () => {
  it.each([3, 4] as const)(
    "close with 1009 after the handshake on protocol %i",
    async (protocol) => {
      await using gateway = await startGateway({ protocol, maxPayload: 4000 });
      const client = await RawClient.connect(gateway);
      expect(client.hello.payload?.policy).toMatchObject({ maxPayload: 4000 });
      client.socket.send("x".repeat(4001));
      expect((await client.closed).code).toBe(1009);
    },
  );

  it("close with 1009 before the handshake on protocol 4 from 64 KiB on", async () => {
    await using gateway = await startGateway({ protocol: 4 });
    const client = new RawClient(gateway.url);
    await client.frame((frame) => frame.event === "connect.challenge");
    client.post("connect", { pad: "x".repeat(70_000) });
    expect((await client.closed).code).toBe(1009);
  });
});

describe("origins", () => {
  it("are looked at whatever the client, and may be allowed", async () => {
    const origin = "https://page.example";
    const headers = { origin };
    await using strict = await startGateway();
    const refused = await RawClient.connect(strict, { headers });
    expect(refused.hello.error?.details?.code).toBe("CONTROL_UI_ORIGIN_NOT_ALLOWED");
    await using open = await startGateway({ allowedOrigins: [origin] });
    expect((await RawClient.connect(open, { headers })).hello.ok).toBe(true);
    await using any = await startGateway({ allowedOrigins: ["*"] });
    expect((await RawClient.connect(any, { headers })).hello.ok).toBe(true);
  });
});

describe("the challenge", () => {
  it("can be left out; a client may connect at once", async () => {
    await using gateway = await startGateway({ challenge: false });
    const client = new RawClient(gateway.url);
    await new Promise((resolve) => client.socket.once("open", resolve));
    const hello = await client.request("connect", {
      minProtocol: 4,
      maxProtocol: 4,
      client: { id: "gateway-client", mode: "backend", version: "1", platform: "linux" },
      auth: { token: gateway.token },
    });
    expect(hello.ok).toBe(true);
    expect(client.named("connect.challenge")).toEqual([]);
  });
});

describe("what tests can see", () => {
  it("is every connection and request, credentials included", async () => {
    await using gateway = await startGateway({ token: "hush" });
    const client = await RawClient.connect(gateway);
    const connection = await gateway.waitFor("ready");
    expect(connection.client).toMatchObject({ id: "gateway-client", mode: "backend" });
    expect(gateway.requests[0]).toMatchObject({
      method: "connect",
      params: { auth: { token: "hush" } },
    });
    expect(gateway.url).not.toContain("hush");
    const coming = gateway.waitFor("request", (r) => r.method === "status");
    await client.request("status");
    expect((await coming).connection).toBe(connection);
    await client.close();
    const closed = await gateway.waitFor("close");
    expect([closed, gateway.clients.length]).toEqual([connection, 0]);
    await expect(gateway.waitFor("close", () => true, { after: 1, timeoutMs: 1 })).rejects.toThrow(
      "no close that fits within 1 ms",
    );
    await expect(
      gateway.waitFor("close", () => false, { signal: AbortSignal.abort(new Error("stop")) }),
    ).rejects.toThrow("stop");
  });
});
