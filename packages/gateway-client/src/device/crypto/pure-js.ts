import { getPublicKey, hashes, sign } from "@noble/ed25519";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../encoding.js";
import type { CryptoEngine, Signer } from "./engine.js";

// Without a SHA-512 of its own the library would reach for crypto.subtle, which plain-HTTP pages do not have.
hashes.sha512 = (message) => new Uint8Array(sha512(message));

/** Ed25519 in JavaScript. Loaded by a dynamic import, and only where WebCrypto cannot do it. */
export const pureJsEngine: CryptoEngine = {
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
