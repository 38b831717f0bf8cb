import { createHash, createPrivateKey, sign as nodeSign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CryptoEngine } from "../src/device/crypto/engine.js";
import { loadPureJs } from "../src/device/crypto/pure-js.js";
import {
  ed25519Warns,
  type PlatformCrypto,
  randomSeed,
  selectEngine,
} from "../src/device/crypto/select.js";
import { WebCryptoEngine } from "../src/device/crypto/webcrypto.js";
import { base64url, fromBase64url, hex, utf8 } from "../src/device/encoding.js";

const engines: [string, CryptoEngine][] = [
  ["webcrypto", new WebCryptoEngine(globalThis.crypto.subtle)],
  ["pure-js", await loadPureJs()],
];

describe.each(engines)("%s", (_, engine) => {
  it("signs the first vector of RFC 8032", async () => {
    const seed = new Uint8Array(
      Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex"),
    );
    const signer = await engine.signerFromSeed(seed);
    expect(hex(signer.publicKey)).toBe(
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    );
    expect(hex(await signer.sign(new Uint8Array(0)))).toBe(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
  });

  it("agrees with node:crypto on keys, signatures and hashes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 300 }),
        async (rawSeed, rawMessage) => {
          const [seed, message] = [new Uint8Array(rawSeed), new Uint8Array(rawMessage)];
          const signer = await engine.signerFromSeed(seed);
          const key = createPrivateKey({
            key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]),
            format: "der",
            type: "pkcs8",
          });
          expect(base64url(signer.publicKey)).toBe(key.export({ format: "jwk" }).x);
          expect(hex(await signer.sign(message))).toBe(
            nodeSign(null, message, key).toString("hex"),
          );
          expect(hex(await engine.sha256(message))).toBe(
            createHash("sha256").update(message).digest("hex"),
          );
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("the choice of engine", () => {
  it("is WebCrypto where it has Ed25519", async () => {
    expect(ed25519Warns()).toBe(false);
    expect((await selectEngine(globalThis.crypto)).kind).toBe("webcrypto");
  });

  it("is JavaScript on a page without crypto.subtle", async () => {
    const plainHttp: PlatformCrypto = {
      getRandomValues: (array) => globalThis.crypto.getRandomValues(array),
    };
    expect((await selectEngine(plainHttp)).kind).toBe("pure-js");
    expect((await selectEngine(undefined)).kind).toBe("pure-js");
    expect(randomSeed(plainHttp)).toHaveLength(32);
  });

  it("is JavaScript where crypto.subtle does not know Ed25519", async () => {
    const subtle = Object.create(globalThis.crypto.subtle) as SubtleCrypto;
    subtle.importKey = (): Promise<never> =>
      Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"));
    const engine = await selectEngine({
      subtle,
      getRandomValues: (array) => globalThis.crypto.getRandomValues(array),
    });
    expect(engine.kind).toBe("pure-js");
  });

  it("says what is missing where there are no random numbers", () => {
    expect(() => randomSeed(undefined)).toThrow(
      expect.objectContaining({ code: "DEVICE_CRYPTO_MISSING" }) as Error,
    );
  });

  it.each([
    [{ node: "20.19.0" }, true],
    [{ node: "20.19.2" }, true],
    [{ node: "20.19.3" }, false],
    [{ node: "20.20.2" }, false],
    [{ node: "21.7.0" }, true],
    [{ node: "22.12.0" }, true],
    [{ node: "22.13.0" }, false],
    [{ node: "23.4.0" }, true],
    [{ node: "23.5.0" }, false],
    [{ node: "24.16.0" }, false],
    [{ node: "20.11.1", deno: "1.46.0" }, false],
    [{ node: "22.6.0", bun: "1.2.0" }, false],
    [{}, false],
    [undefined, false],
  ])("avoids WebCrypto where Node would print a warning: %j", (versions, warns) => {
    expect(ed25519Warns(versions ?? {})).toBe(warns);
  });
});

describe("base64url", () => {
  it("comes back as it went", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = base64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect([...(fromBase64url(text) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  it.each(["a b", "a", "ä", "===", "ab|c"])("refuses %j", (text) => {
    expect(fromBase64url(text)).toBeUndefined();
  });

  it("writes UTF-8", () => {
    expect(hex(utf8("é"))).toBe("c3a9");
  });
});
