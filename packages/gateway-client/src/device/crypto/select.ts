import { deviceError } from "../errors.js";
import type { Bytes } from "../encoding.js";
import type { CryptoEngine } from "./engine.js";
import { loadPureJs } from "./pure-js.js";
import { WebCryptoEngine } from "./webcrypto.js";

/** The part of the platform's `crypto` that is used. `subtle` is missing on pages served over plain HTTP. */
export interface PlatformCrypto {
  readonly subtle?: SubtleCrypto | undefined;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
}

const engines = new WeakMap<SubtleCrypto, Promise<CryptoEngine>>();

/** WebCrypto where it has Ed25519 and is quiet about it, the JavaScript implementation elsewhere. */
export function selectEngine(crypto: PlatformCrypto | undefined): Promise<CryptoEngine> {
  const subtle = crypto?.subtle;
  if (subtle === undefined || ed25519Warns()) return loadPureJs();
  let engine = engines.get(subtle);
  if (engine === undefined) {
    engine = probe(subtle);
    engines.set(subtle, engine);
  }
  return engine;
}

export function randomSeed(crypto: PlatformCrypto | undefined): Bytes {
  if (typeof crypto?.getRandomValues !== "function") {
    throw deviceError("DEVICE_CRYPTO_MISSING", "This platform has no crypto.getRandomValues().", {
      hint: "A device key needs secure random numbers; load a polyfill such as react-native-get-random-values first.",
    });
  }
  return crypto.getRandomValues(new Uint8Array(32));
}

async function probe(subtle: SubtleCrypto): Promise<CryptoEngine> {
  const engine = new WebCryptoEngine(subtle);
  try {
    // A full round: some engines know the name and fail at the import or at the export.
    const signer = await engine.signerFromSeed(new Uint8Array(32));
    const message = new Uint8Array(1);
    if (await engine.verify(signer.publicKey, await signer.sign(message), message)) return engine;
  } catch {
    // Not supported here: Chromium before 137, Firefox before 129.
  }
  return loadPureJs();
}

/** Node printed an ExperimentalWarning for Ed25519 until 20.19.3, 22.13 and 23.5. */
export function ed25519Warns(
  versions: Readonly<Record<string, string | undefined>> | undefined = nodeVersions(),
): boolean {
  if (versions?.node === undefined || versions.bun !== undefined || versions.deno !== undefined) {
    return false;
  }
  const [major = 0, minor = 0, patch = 0] = versions.node.split(".").map(Number);
  if (major >= 24) return false;
  if (major === 23) return minor < 5;
  if (major === 22) return minor < 13;
  if (major === 20) return minor < 19 || (minor === 19 && patch < 3);
  return true;
}

function nodeVersions(): Readonly<Record<string, string | undefined>> | undefined {
  return typeof process === "undefined" ? undefined : process.versions;
}
