import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectParams, startGateway, type TestGateway } from "@hawser/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DeviceStore,
  GatewayClient,
  type GatewayClientOptions,
  memoryDeviceStore,
  openDevice,
} from "../src/index.js";
import { fileDeviceStore } from "../src/node.js";

let folder: string;
let gateway: TestGateway;
let clients: GatewayClient[];

beforeEach(async () => {
  clients = [];
  folder = await mkdtemp(join(tmpdir(), "hawser-connect-"));
});

afterEach(async () => {
  await Promise.all(clients.map((c) => c.close()));
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
});

function client(options: Omit<GatewayClientOptions, "url">): GatewayClient {
  const made = new GatewayClient({
    url: gateway.url,
    reconnect: { initialMs: 1, firstMaxMs: 1, maxMs: 5 },
    ...options,
  });
  clients.push(made);
  return made;
}

const connects = (): ConnectParams[] =>
  gateway.requests.filter((r) => r.method === "connect").map((r) => r.params as ConnectParams);

async function keptToken(store: DeviceStore): Promise<string | undefined> {
  const device = await openDevice(store);
  return (await device.token(gateway.url, "operator"))?.token;
}

/** Pairs a fresh device and hands back the store that holds its token. */
async function pairedStore(): Promise<DeviceStore> {
  const store = memoryDeviceStore();
  const first = client({ token: gateway.token, device: store });
  await first.connect();
  await first.close();
  return store;
}

describe.each([3, 4] as const)("protocol %i", (protocol) => {
  beforeEach(async () => {
    gateway = await startGateway({ protocol });
  });

  it("pairs once with the token, and then connects with what the file keeps", async () => {
    const path = join(folder, "device.json");
    const first = client({ token: gateway.token, device: fileDeviceStore(path) });
    await first.connect();
    await first.close();
    const token = await keptToken(fileDeviceStore(path));
    expect(token).toBeTypeOf("string");

    const second = client({ device: fileDeviceStore(path) });
    const hello = await second.connect();
    expect(hello.auth?.scopes).toContain("operator.read");
    const [paired, again] = connects();
    expect(paired?.auth).toEqual({ token: gateway.token });
    expect(again?.auth).toEqual({ deviceToken: token });
    expect(again?.device?.id).toBe(paired?.device?.id);
    expect(again?.client.platform).toBe(process.platform);
  });

  it("lets the kept token stand in for a wrong one, and does not offer that one again", async () => {
    const device = await pairedStore();
    const stale = client({ token: "out-of-date", device });
    await stale.connect();
    expect(connects().map((c) => Object.keys(c.auth ?? {})[0])).toEqual([
      "token",
      "token",
      "deviceToken",
    ]);

    const before = new Set(gateway.connections);
    const again = gateway.waitFor("ready", (c) => !before.has(c));
    gateway.faults.drop();
    await again;
    expect(connects()).toHaveLength(4);
    expect(connects()[3]?.auth).toHaveProperty("deviceToken");
  });

  it("forgets a revoked token once, says what to do, and pairs anew with the gateway's token", async () => {
    const device = await pairedStore();
    const { id } = await openDevice(device);
    gateway.pairing.revoke(id, "operator", Date.now());
    const before = connects().length;
    await expect(client({ device }).connect()).rejects.toMatchObject({
      name: "AuthError",
      code: "AUTH_DEVICE_TOKEN_MISMATCH",
      retryable: false,
      hint: expect.stringContaining("removed from the device store") as string,
    });
    expect(connects()).toHaveLength(before + 1);
    expect(await keptToken(device)).toBeUndefined();
    await client({ token: gateway.token, device }).connect();
    expect(await keptToken(device)).toBeTypeOf("string");
  });

  it("keeps the token when the gateway cannot be reached", async () => {
    const device = await pairedStore();
    const token = await keptToken(device);
    const { url } = gateway;
    await gateway.close();
    const lost = new GatewayClient({ url, device, reconnect: false });
    clients.push(lost);
    await expect(lost.connect()).rejects.toMatchObject({ name: "ConnectionLostError" });
    expect(await keptToken(device)).toBe(token);
  });

  it("keeps the platform it was paired with", async () => {
    const device = memoryDeviceStore();
    await openDevice(device, { platform: "darwin" });
    await client({ token: gateway.token, device, client: { platform: "win32" } }).connect();
    expect(connects()[0]?.client.platform).toBe("darwin");
  });
});

describe.each([3, 4] as const)("protocol %i, with approval of new devices", (protocol) => {
  beforeEach(async () => {
    gateway = await startGateway({ protocol, pairing: "required" });
  });

  it("names the request and the command, and connects once it is approved", async () => {
    const device = memoryDeviceStore();
    const { id } = await openDevice(device);
    const first = client({ token: gateway.token, device });
    const failure: unknown = await first.connect().catch((error: unknown) => error);
    const request = [...gateway.pairing.pending.values()][0];
    expect(request?.deviceId).toBe(id);
    expect(failure).toMatchObject({
      name: "PairingRequiredError",
      requestId: request?.requestId,
      approveCommand: `openclaw devices approve ${request?.requestId}`,
      retryable: false,
    });
    gateway.approvePairing(request?.requestId ?? "");
    await client({ token: gateway.token, device }).connect();
    expect(await keptToken(device)).toBeTypeOf("string");
  });
});
