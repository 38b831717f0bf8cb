import type { Bytes } from "../encoding.js";
import type { CryptoEngine, Signer } from "./engine.js";

/**
 * Ed25519 in JavaScript, for where WebCrypto cannot do it; nobody else loads it. The packages are ES modules only, and
 * `import()` reaches them from the CommonJS build too.
 */
export async function loadPureJs(): Promise<CryptoEngine> {
  const [{ getPublicKey, hashes, sign }, { sha256, sha512 }] = await Promise.all([
    import("@noble/ed25519"),
    import("@noble/hashes/sha2.js"),
  ]);
  // Without a SHA-512 of its own the library would reach for crypto.subtle, which plain-HTTP pages do not have.
  hashes.sha512 = (message) => new Uint8Array(sha512(message));
  return {
    kind: "pure-js",
    async sha256(bytes: Bytes): Promise<Bytes> {
      return new Uint8Array(sha256(bytes));
    },
    async signerFromSeed(seed: Bytes): Promise<Signer> {
      const secret = seed.slice();
      return {
        publicKey: new Uint8Array(getPublicKey(secret)),
        sign: async (message) => new Uint8Array(sign(message, secret)),
      };
    },
  };
}
