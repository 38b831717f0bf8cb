import { createPublicKey, verify } from "node:crypto";
import { inspect } from "node:util";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import {
  deviceAuthPayload,
  type DeviceAuthClaims,
  type DeviceStore,
  memoryDeviceStore,
  openDevice,
  parseDevice,
  serializeDevice,
  type StoredDevice,
} from "../src/device/index.js";
import { detectPlatform } from "../src/device/platform.js";
import { recordingLogger } from "./support/recording-logger.js";

const claims: DeviceAuthClaims = {
  format: "v3",
  clientId: "cli",
  clientMode: "cli",
  role: "operator",
  scopes: ["operator.read"],
  signedAtMs: 1_795_234_211_504,
  token: "secret-gateway-token",
  nonce: "n-1",
  platform: "linux",
};

const noSubtle = {
  getRandomValues: <T extends ArrayBufferView>(array: T): T =>
    globalThis.crypto.getRandomValues(array as never),
};

async function storedIn(store: DeviceStore): Promise<StoredDevice> {
  const stored = await store.load();
  if (stored === undefined) throw new Error("the store is empty");
  return stored;
}

describe("openDevice", () => {
  it("makes an identity at first use and finds it again", async () => {
    const store = memoryDeviceStore();
    const first = await openDevice(store);
    const second = await openDevice(store);
    expect(first.id).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(first.publicKey, "base64url")).toHaveLength(32);
    expect(second.id).toBe(first.id);
    expect((await openDevice(memoryDeviceStore())).id).not.toBe(first.id);
  });

  it.each([
    ["WebCrypto", {}],
    ["a page without crypto.subtle", { crypto: noSubtle }],
  ])("signs connects that verify: %s", async (_, options) => {
    const device = await openDevice(memoryDeviceStore(), options);
    const proof = await device.sign(claims);
    expect(proof).toMatchObject({
      id: device.id,
      publicKey: device.publicKey,
      signedAt: claims.signedAtMs,
      nonce: "n-1",
    });
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: proof.publicKey },
      format: "jwk",
    });
    const text = Buffer.from(deviceAuthPayload(device.id, claims));
    expect(verify(null, text, key, Buffer.from(proof.signature, "base64url"))).toBe(true);
  });

  it("opens with either implementation what the other one made", async () => {
    const store = memoryDeviceStore();
    const made = await openDevice(store, { crypto: noSubtle });
    const opened = await openDevice(store);
    expect(opened.id).toBe(made.id);
    expect(await opened.sign(claims)).toEqual(await made.sign(claims));
  });

  it("gives one identity to openers that start together", async () => {
    for (const store of [memoryDeviceStore(), textStore().store]) {
      const devices = await Promise.all(Array.from({ length: 8 }, () => openDevice(store)));
      expect(new Set(devices.map((d) => d.id)).size).toBe(1);
    }
  });

  it("keeps the platform and the family of the first start", async () => {
    const store = memoryDeviceStore();
    const clock = new ManualClock();
    await openDevice(store, { platform: "win32", deviceFamily: "Desk", clock });
    const later = await openDevice(store, { platform: "darwin", deviceFamily: "Lap" });
    expect(later).toMatchObject({ platform: "win32", deviceFamily: "Desk" });
    expect((await storedIn(store)).createdAtMs).toBe(clock.now());
    const plain = await openDevice(memoryDeviceStore());
    expect(plain.platform).toBe(process.platform);
    expect("deviceFamily" in plain).toBe(false);
  });

  it("calls every browser and worker by one name", () => {
    const page = { document: {}, process: { versions: { node: "22" }, platform: "linux" } };
    expect(detectPlatform(page as unknown as typeof globalThis)).toEqual({ platform: "web" });
    expect(detectPlatform({} as typeof globalThis)).toEqual({ platform: "web" });
  });
});

describe("a store of one's own", () => {
  it("works with load and save, and text", async () => {
    const { store, text } = textStore();
    const device = await openDevice(store);
    await device.saveToken("ws://gw:1", "operator", { token: "dt", scopes: ["operator.read"] });
    expect(JSON.parse(text())).toMatchObject({ version: 1, id: device.id });
    const again = await openDevice(store);
    expect((await again.token("ws://gw:1", "operator"))?.token).toBe("dt");
    const elsewhere = await openDevice(memoryDeviceStore(parseDevice(text())));
    expect(elsewhere.id).toBe(device.id);
  });

  it("learns at the first start that JSON.stringify does not keep the key", async () => {
    let kept: string | undefined;
    const store: DeviceStore = {
      load: async () => (kept === undefined ? undefined : (JSON.parse(kept) as StoredDevice)),
      save: async (device) => {
        kept = JSON.stringify(device);
      },
    };
    await expect(openDevice(store)).rejects.toMatchObject({
      code: "DEVICE_STORE_CORRUPT",
      hint: expect.stringContaining("serializeDevice") as string,
    });
    expect(kept).not.toContain("seed");
  });

  it("passes on why it cannot read", async () => {
    const failure = new Error("keychain locked");
    const store: DeviceStore = {
      load: () => Promise.reject(failure),
      save: () => Promise.reject(failure),
    };
    await expect(openDevice(store)).rejects.toBe(failure);
  });

  it("may hold a pair that does not belong together, and is told so", async () => {
    const [one, other] = [memoryDeviceStore(), memoryDeviceStore()];
    await openDevice(one);
    await openDevice(other);
    const [a, b] = [await storedIn(one), await storedIn(other)];
    for (const mixed of [
      { ...a, privateKey: b.privateKey },
      { ...a, id: b.id },
      { ...a, publicKey: b.publicKey },
      { ...a, publicKey: "AAAA" },
    ]) {
      await expect(openDevice(memoryDeviceStore(mixed))).rejects.toMatchObject({
        code: "DEVICE_STORE_CORRUPT",
        retryable: false,
      });
    }
  });
});

describe("device tokens", () => {
  const gateway = "wss://gw.example:18789/";

  it("are kept per gateway and role", async () => {
    const device = await openDevice(memoryDeviceStore());
    await device.saveToken(gateway, "operator", { token: "a", scopes: ["x"], issuedAtMs: 5 });
    await device.saveToken(gateway, "node", { token: "b", scopes: [] });
    await device.saveToken("ws://other", "operator", { token: "c", scopes: [] });
    const kept = await device.token(gateway, "operator");
    expect(kept).toMatchObject({ token: "a", scopes: ["x"], issuedAtMs: 5 });
    expect((await device.token(gateway, "node"))?.token).toBe("b");
    await device.saveToken(gateway, "operator", { token: "a2", scopes: ["x"] });
    expect((await device.token(gateway, "operator"))?.token).toBe("a2");
    await device.clearToken(gateway, "operator");
    expect(await device.token(gateway, "operator")).toBeUndefined();
    expect((await device.token("ws://other", "operator"))?.token).toBe("c");
  });

  it("know a gateway by its address, whatever else the URL carries", async () => {
    const store = memoryDeviceStore();
    const device = await openDevice(store);
    await device.saveToken("wss://user:pw@gw.example:18789/path/?token=hush#x", "operator", {
      token: "a",
      scopes: [],
    });
    for (const same of ["wss://gw.example:18789/path", "https://GW.example:18789/path/?y"]) {
      expect((await device.token(same, "operator"))?.token).toBe("a");
    }
    for (const other of ["ws://gw.example:18789/path", "wss://gw.example/path", "nonsense"]) {
      expect(await device.token(other, "operator")).toBeUndefined();
    }
    expect(serializeDevice(await storedIn(store))).not.toMatch(/hush|pw@/);
  });

  it("are cleared only while they are the ones that were refused", async () => {
    const device = await openDevice(memoryDeviceStore());
    await device.saveToken(gateway, "operator", { token: "newer", scopes: [] });
    await device.clearToken(gateway, "operator", "stale");
    expect((await device.token(gateway, "operator"))?.token).toBe("newer");
    await device.clearToken(gateway, "operator", "newer");
    expect(await device.token(gateway, "operator")).toBeUndefined();
    await device.clearToken(gateway, "operator");
  });

  it("are not written again when nothing changed", async () => {
    const { store, writes } = textStore();
    const device = await openDevice(store);
    const token = { token: "a", scopes: ["x"], issuedAtMs: 5 };
    await device.saveToken(gateway, "operator", token);
    const before = writes();
    await device.saveToken(gateway, "operator", token);
    expect(writes()).toBe(before);
  });

  it("do not cost a session when the store cannot be written", async () => {
    const stored = await (async (): Promise<StoredDevice> => {
      const store = memoryDeviceStore();
      await openDevice(store);
      return storedIn(store);
    })();
    const { logger, lines } = recordingLogger();
    const readOnly: DeviceStore = {
      load: async () => stored,
      save: () => Promise.reject(new Error("read-only volume")),
    };
    const device = await openDevice(readOnly, { logger });
    await device.saveToken(gateway, "operator", { token: "hush", scopes: [] });
    expect(lines).toEqual([
      expect.objectContaining({
        level: "warn",
        fields: expect.objectContaining({ error: "read-only volume" }) as unknown,
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("hush");
  });

  it("of an identity that was replaced in the store are left alone", async () => {
    const store = memoryDeviceStore();
    const { logger, lines } = recordingLogger();
    const device = await openDevice(store, { logger });
    const other = memoryDeviceStore();
    const newcomer = await openDevice(other);
    await newcomer.saveToken(gateway, "operator", { token: "theirs", scopes: [] });
    await store.save(await storedIn(other));
    expect(await device.token(gateway, "operator")).toBeUndefined();
    await device.saveToken(gateway, "operator", { token: "mine", scopes: [] });
    await device.clearToken(gateway, "operator");
    expect((await newcomer.token(gateway, "operator"))?.token).toBe("theirs");
    expect((await storedIn(store)).tokens).toHaveLength(1);
    expect(lines.map((l) => l.level)).toEqual(["warn", "warn"]);
  });

  it("bring back an identity whose store was emptied", async () => {
    let kept: StoredDevice | undefined;
    const store: DeviceStore = {
      load: async () => kept,
      save: async (device) => {
        kept = device;
      },
    };
    const device = await openDevice(store);
    kept = undefined;
    await device.saveToken(gateway, "operator", { token: "a", scopes: [] });
    expect((await openDevice(store)).id).toBe(device.id);
  });
});

describe("secrets", () => {
  it("do not show in anything that gets printed", async () => {
    const store = memoryDeviceStore();
    const device = await openDevice(store);
    await device.saveToken("ws://gw", "operator", { token: "hush-token", scopes: ["x"] });
    const stored = await storedIn(store);
    const key = stored.privateKey.reveal();
    if (key.kind !== "seed") throw new Error("memory holds seeds");
    const token = await device.token("ws://gw", "operator");
    const seedHex = Buffer.from(key.seed).toString("hex");
    const seedText = Buffer.from(key.seed).toString("base64url");
    for (const thing of [device, store, stored, stored.tokens[0], token]) {
      for (const shown of [
        inspect(thing, { depth: 9, showHidden: true }),
        inspect({ nested: [thing] }, { depth: 9 }),
        JSON.stringify(thing) ?? "",
        JSON.stringify({ nested: [thing] }),
        JSON.stringify(Object.assign({}, thing)),
      ]) {
        expect(shown).not.toContain("hush-token");
        expect(shown).not.toContain(seedText);
        expect(shown.replace(/\W/g, "")).not.toContain(seedHex);
        expect(shown).not.toMatch(/Uint8Array|seed/);
      }
    }
    expect(JSON.parse(JSON.stringify(device))).toEqual({
      id: device.id,
      publicKey: device.publicKey,
      platform: device.platform,
    });
    expect(inspect(token)).toContain("[hidden]");
    expect(serializeDevice(stored)).toContain(seedText);
  });

  it("are not quoted by the error for a damaged record", async () => {
    const store = memoryDeviceStore();
    await openDevice(store);
    const text = serializeDevice(await storedIn(store));
    const secret = (JSON.parse(text) as { privateKey: string }).privateKey;
    for (const damaged of [text.slice(0, -4), text.replace('"id"', '"di"')]) {
      expect(() => parseDevice(damaged)).toThrow(
        expect.objectContaining({
          code: "DEVICE_STORE_CORRUPT",
          message: expect.not.stringContaining(secret) as string,
        }) as Error,
      );
    }
  });
});

describe("parseDevice", () => {
  it.each([
    ["it is empty", ""],
    ["it is not JSON", "{"],
    ["not a JSON object", "[]"],
    ["not a JSON object", "null"],
    ["version", "{}"],
    ["version", edit({ version: 2 })],
    ["`id`", edit({ id: "abc" })],
    ["`id`", edit({ id: 7 })],
    ["`publicKey`", edit({ publicKey: "AAAA" })],
    ["`privateKey`", edit({ privateKey: "[hidden]" })],
    ["`privateKey`", edit({ privateKey: "AAAA" })],
    ["`platform`", edit({ platform: null })],
    ["`deviceFamily`", edit({ deviceFamily: 1 })],
    ["`createdAtMs`", edit({ createdAtMs: "now" })],
    ["`tokens`", edit({ tokens: {} })],
    ["a token", edit({ tokens: [1] })],
    ["scopes", edit({ tokens: [{ gateway: "g", role: "r", token: "t", scopes: [1] }] })],
    ["`token`", edit({ tokens: [{ gateway: "g", role: "r", token: 1, scopes: [] }] })],
  ])("refuses: %s (%#)", (why, text) => {
    expect(() => parseDevice(text)).toThrow(
      expect.objectContaining({
        code: "DEVICE_STORE_CORRUPT",
        message: expect.stringContaining(why) as string,
      }) as Error,
    );
  });

  it("ignores keys it does not know", () => {
    expect(parseDevice(edit({ extra: 1 })).platform).toBe("linux");
  });
});

function edit(change: Record<string, unknown>): string {
  return JSON.stringify({
    version: 1,
    id: "a".repeat(64),
    publicKey: Buffer.alloc(32, 1).toString("base64url"),
    privateKey: Buffer.alloc(32, 2).toString("base64url"),
    platform: "linux",
    createdAtMs: 1,
    tokens: [],
    ...change,
  });
}

function textStore(): { store: DeviceStore; text: () => string; writes: () => number } {
  let kept: string | undefined;
  let writes = 0;
  return {
    store: {
      load: async () => (kept === undefined ? undefined : parseDevice(kept)),
      save: async (device) => {
        writes++;
        kept = serializeDevice(device);
      },
    },
    text: () => kept ?? "",
    writes: () => writes,
  };
}
