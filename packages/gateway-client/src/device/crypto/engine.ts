import type { Bytes } from "../encoding.js";

/** The private half of a device key: 32 raw bytes, or a WebCrypto key that may never leave the browser. */
export type PrivateKey =
  | { readonly kind: "seed"; readonly seed: Bytes }
  | { readonly kind: "crypto-key"; readonly key: CryptoKey };

/** A private key that is ready to sign. */
export interface Signer {
  /** The 32 raw bytes of the public key. */
  readonly publicKey: Bytes;
  sign(message: Bytes): Promise<Bytes>;
}

/** Ed25519 and SHA-256, by whatever means the platform has. */
export interface CryptoEngine {
  readonly kind: "webcrypto" | "pure-js";
  sha256(bytes: Bytes): Promise<Bytes>;
  signerFromSeed(seed: Bytes): Promise<Signer>;
}
