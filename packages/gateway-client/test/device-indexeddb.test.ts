import { IDBFactory } from "fake-indexeddb";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { indexedDbDeviceStore } from "../src/browser.js";
import { deviceAuthPayload, openDevice } from "../src/device/index.js";
import { recordingLogger } from "./support/recording-logger.js";

const plainHttp = {
  crypto: {
    getRandomValues: <T extends ArrayBufferView>(array: T): T =>
      globalThis.crypto.getRandomValues(array as never),
  },
};

const claims = {
  format: "v3",
  clientId: "webchat-ui",
  clientMode: "webchat",
  role: "operator",
  scopes: [],
  signedAtMs: 1,
  token: "",
  nonce: "n",
  platform: "web",
} as const;

describe("indexedDbDeviceStore", () => {
  it("keeps a key that no script can read, and signs with it after a reload", async () => {
    const indexedDB = new IDBFactory();
    const device = await openDevice(indexedDbDeviceStore({ indexedDB }));
    const reloaded = indexedDbDeviceStore({ indexedDB });
    const key = (await reloaded.load())?.privateKey.reveal();
    expect(key).toMatchObject({ kind: "crypto-key", key: { extractable: false } });
    const again = await openDevice(reloaded);
    expect(again.id).toBe(device.id);
    const proof = await again.sign(claims);
    const { subtle } = globalThis.crypto;
    const publicKey = await subtle.importKey(
      "raw",
      Buffer.from(proof.publicKey, "base64url"),
      "Ed25519",
      false,
      ["verify"],
    );
    const text = Buffer.from(deviceAuthPayload(device.id, claims));
    const signature = Buffer.from(proof.signature, "base64url");
    expect(await subtle.verify("Ed25519", publicKey, signature, text)).toBe(true);
  });

  it("keeps raw bytes on a page without crypto.subtle", async () => {
    const indexedDB = new IDBFactory();
    const device = await openDevice(indexedDbDeviceStore({ indexedDB }), plainHttp);
    const store = indexedDbDeviceStore({ indexedDB });
    expect((await store.load())?.privateKey.reveal().kind).toBe("seed");
    expect((await openDevice(store, plainHttp)).id).toBe(device.id);
    expect((await openDevice(store)).id).toBe(device.id);
  });

  it("says what to do when the key was made where there was WebCrypto", async () => {
    const indexedDB = new IDBFactory();
    await openDevice(indexedDbDeviceStore({ indexedDB }));
    await expect(openDevice(indexedDbDeviceStore({ indexedDB }), plainHttp)).rejects.toMatchObject({
      code: "DEVICE_KEY_UNUSABLE",
      hint: expect.stringContaining("HTTPS") as string,
    });
  });

  it("gives one identity to tabs that start together", async () => {
    const indexedDB = new IDBFactory();
    const tabs = await Promise.all(
      Array.from({ length: 6 }, () => openDevice(indexedDbDeviceStore({ indexedDB }))),
    );
    expect(new Set(tabs.map((d) => d.id)).size).toBe(1);
    await Promise.all(
      tabs.map((d, i) => d.saveToken(`ws://g${i}`, "operator", { token: `t${i}`, scopes: [] })),
    );
    expect((await indexedDbDeviceStore({ indexedDB }).load())?.tokens).toHaveLength(6);
  });

  it("keeps several identities apart by name", async () => {
    const indexedDB = new IDBFactory();
    const [one, other] = await Promise.all([
      openDevice(indexedDbDeviceStore({ indexedDB })),
      openDevice(indexedDbDeviceStore({ indexedDB, name: "monitor" })),
    ]);
    expect(one.id).not.toBe(other.id);
  });

  it("keeps, repeats and clears tokens", async () => {
    const store = indexedDbDeviceStore({ indexedDB: new IDBFactory() });
    const device = await openDevice(store);
    await device.saveToken("ws://gw", "operator", { token: "dt", scopes: ["x"], issuedAtMs: 3 });
    expect(await device.token("ws://gw", "operator")).toMatchObject({ token: "dt", issuedAtMs: 3 });
    await device.clearToken("ws://gw", "operator");
    expect(await device.token("ws://gw", "operator")).toBeUndefined();
  });

  it("makes a readable key where the browser does not store CryptoKeys", async () => {
    const indexedDB = new IDBFactory();
    const device = await openDevice(indexedDbDeviceStore({ indexedDB: refusingKeys(indexedDB) }));
    const kept = await indexedDbDeviceStore({ indexedDB }).load();
    expect(kept?.id).toBe(device.id);
    expect(kept?.privateKey.reveal().kind).toBe("seed");
  });

  it("leaves alone what it does not know", async () => {
    const indexedDB = new IDBFactory();
    await openDevice(indexedDbDeviceStore({ indexedDB }));
    for (const foreign of ["text", null, { version: 2 }, { version: 1, id: "x" }]) {
      await put(indexedDB, foreign);
      const store = indexedDbDeviceStore({ indexedDB });
      await expect(openDevice(store)).rejects.toMatchObject({ code: "DEVICE_STORE_CORRUPT" });
      await expect(store.update?.((d) => d as never)).rejects.toMatchObject({
        code: "DEVICE_STORE_CORRUPT",
      });
      expect(await take(indexedDB)).toEqual(foreign);
    }
  });
});

describe("without a usable IndexedDB", () => {
  const blocked = (open: () => IDBOpenDBRequest): IDBFactory => ({ open }) as unknown as IDBFactory;

  it.each<[string, { indexedDB?: IDBFactory }]>([
    ["that is not there", {}],
    [
      "that refuses",
      {
        indexedDB: blocked(() => {
          throw new DOMException("The operation is insecure.", "SecurityError");
        }),
      },
    ],
  ])("%s: the identity lasts for the page, with one warning", async (_, options) => {
    const { logger, lines } = recordingLogger();
    const store = indexedDbDeviceStore(options);
    const device = await openDevice(store, { logger });
    await device.saveToken("ws://gw", "operator", { token: "hush", scopes: [] });
    expect((await openDevice(store, { logger })).id).toBe(device.id);
    expect((await device.token("ws://gw", "operator"))?.token).toBe("hush");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: "warn" });
  });

  it("that never answers: the page goes on after the deadline", async () => {
    const clock = new ManualClock();
    const { logger, lines } = recordingLogger();
    const store = indexedDbDeviceStore({
      indexedDB: blocked(() => ({}) as IDBOpenDBRequest),
      openTimeoutMs: 700,
      clock,
      logger,
    });
    const loading = store.load();
    await clock.advance(699);
    expect(lines).toEqual([]);
    await clock.advance(1);
    expect(await loading).toBeUndefined();
    const device = await openDevice(store);
    expect((await openDevice(store)).id).toBe(device.id);
    expect(lines[0]?.fields?.reason).toContain("700 ms");
  });

  it("that fails later on: an error, and never another identity", async () => {
    const real = new IDBFactory();
    let broken = false;
    const indexedDB = blocked(() => {
      if (broken) throw new DOMException("Quota", "QuotaExceededError");
      return real.open("hawser", 1);
    });
    const store = indexedDbDeviceStore({ indexedDB });
    const device = await openDevice(store);
    broken = true;
    await expect(device.token("ws://gw", "operator")).rejects.toMatchObject({
      name: "HawserError",
      code: "DEVICE_STORE_FAILED",
    });
    await expect(openDevice(store)).rejects.toMatchObject({ code: "DEVICE_STORE_FAILED" });
    broken = false;
    expect((await openDevice(store)).id).toBe(device.id);
  });
});

/** A browser whose structured cloning does not know CryptoKey. */
function refusingKeys(real: IDBFactory): IDBFactory {
  return {
    open: (name: string, version: number) => {
      const request = real.open(name, version);
      request.addEventListener("success", () => {
        const database = request.result;
        const transaction = database.transaction.bind(database);
        database.transaction = (...args: Parameters<typeof transaction>) => {
          const made = transaction(...args);
          const objectStore = made.objectStore.bind(made);
          made.objectStore = (store: string) => {
            const rows = objectStore(store);
            const write = rows.put.bind(rows);
            rows.put = (value: { privateKey: unknown }, key?: IDBValidKey) => {
              if (value.privateKey instanceof CryptoKey) {
                throw new DOMException("could not be cloned", "DataCloneError");
              }
              return write(value, key);
            };
            return rows;
          };
          return made;
        };
      });
      return request;
    },
  } as unknown as IDBFactory;
}

function rows<T>(factory: IDBFactory, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = factory.open("hawser", 1);
    request.onerror = () => reject(request.error ?? new Error("open failed"));
    request.onsuccess = () => {
      const done = use(request.result.transaction("devices", "readwrite").objectStore("devices"));
      done.onerror = () => reject(done.error ?? new Error("request failed"));
      done.onsuccess = () => {
        request.result.close();
        resolve(done.result);
      };
    };
  });
}

const put = (factory: IDBFactory, value: unknown): Promise<IDBValidKey> =>
  rows(factory, (store) => store.put(value, "default"));
const take = (factory: IDBFactory): Promise<unknown> =>
  rows(factory, (store) => store.get("default"));
