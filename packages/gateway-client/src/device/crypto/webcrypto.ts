import { fromBase64url, type Bytes } from "../encoding.js";
import type { CryptoEngine, Signer } from "./engine.js";

const ED25519 = "Ed25519";
/** The ASN.1 head of a PKCS #8 Ed25519 key; the 32 bytes of the seed follow. WebCrypto has no raw import for it. */
const PKCS8_HEAD = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

export class WebCryptoEngine implements CryptoEngine {
  readonly kind = "webcrypto";

  constructor(private readonly subtle: SubtleCrypto) {}

  async sha256(bytes: Bytes): Promise<Bytes> {
    return new Uint8Array(await this.subtle.digest("SHA-256", bytes));
  }

  async signerFromSeed(seed: Bytes): Promise<Signer> {
    const pkcs8 = new Uint8Array(PKCS8_HEAD.length + seed.length);
    pkcs8.set(PKCS8_HEAD);
    pkcs8.set(seed, PKCS8_HEAD.length);
    const readable = await this.subtle.importKey("pkcs8", pkcs8, ED25519, true, ["sign"]);
    const { x } = await this.subtle.exportKey("jwk", readable);
    const publicKey = x === undefined ? undefined : fromBase64url(x);
    if (publicKey === undefined) throw new TypeError("WebCrypto gave no public key");
    const key = await this.subtle.importKey("pkcs8", pkcs8, ED25519, false, ["sign"]);
    pkcs8.fill(0);
    return this.signerFromKey(key, publicKey);
  }

  /** A key pair whose private half cannot be read by any script. */
  async generateUnreadable(): Promise<{ readonly key: CryptoKey; readonly publicKey: Bytes }> {
    const pair = await this.subtle.generateKey(ED25519, false, ["sign", "verify"]);
    const publicKey = new Uint8Array(await this.subtle.exportKey("raw", pair.publicKey));
    return { key: pair.privateKey, publicKey };
  }

  signerFromKey(key: CryptoKey, publicKey: Bytes): Signer {
    const { subtle } = this;
    return {
      publicKey,
      sign: async (message) => new Uint8Array(await subtle.sign(ED25519, key, message)),
    };
  }

  async verify(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
    const key = await this.subtle.importKey("raw", publicKey, ED25519, false, ["verify"]);
    return this.subtle.verify(ED25519, key, signature, message);
  }
}
