import { HawserError, silentLogger, systemClock, type Clock, type Logger } from "@hawser/core";
import type { CryptoEngine, PrivateKey, Signer } from "./crypto/engine.js";
import { randomSeed, selectEngine, type PlatformCrypto } from "./crypto/select.js";
import { WebCryptoEngine } from "./crypto/webcrypto.js";
import { StoreDevice, type Device } from "./device.js";
import { base64url, fromBase64url, hex } from "./encoding.js";
import { corrupt, deviceError } from "./errors.js";
import { Hidden } from "./hidden.js";
import { detectPlatform } from "./platform.js";
import { updateStore, type DeviceStore } from "./store.js";
import type { StoredDevice } from "./stored-device.js";

/** How {@link openDevice} opens. */
export interface OpenDeviceOptions {
  /** Default: silent. */
  readonly logger?: Logger;
  /**
   * `client.platform` for a *new* identity. Default: `process.platform` in Node, Bun and Deno, `"web"` in browsers.
   * An existing identity keeps the one it was made with.
   */
  readonly platform?: string;
  /** `client.deviceFamily` for a *new* identity. Default: none. */
  readonly deviceFamily?: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: `globalThis.crypto`. */
  readonly crypto?: PlatformCrypto;
}

/**
 * Opens the identity a store holds, and makes one at first use. Two processes or tabs that do so at the same moment
 * end with the same identity.
 *
 * @throws HawserError `DEVICE_STORE_CORRUPT` when the store holds something else (nothing is overwritten),
 * `DEVICE_STORE_FAILED` when it cannot be read or written, `DEVICE_KEY_UNUSABLE` when the stored key needs WebCrypto
 * and there is none, `DEVICE_CRYPTO_MISSING` when there are no secure random numbers.
 */
export async function openDevice(
  store: DeviceStore,
  options: OpenDeviceOptions = {},
): Promise<Device> {
  const { logger = silentLogger, crypto = globalThis.crypto as PlatformCrypto | undefined } =
    options;
  store.useLogger?.(logger);
  const engine = await selectEngine(crypto);
  const stored = (await store.load()) ?? (await create(store, engine, crypto, options));
  const signer = await signerFor(stored, engine);
  if ((await idOf(engine, signer)) !== stored.id) throw corrupt("its id and its key do not match");
  return new StoreDevice(stored, signer, store, logger);
}

async function create(
  store: DeviceStore,
  engine: CryptoEngine,
  crypto: PlatformCrypto | undefined,
  options: OpenDeviceOptions,
): Promise<StoredDevice> {
  if (store.keys === "crypto-key" && engine instanceof WebCryptoEngine) {
    const { key, publicKey } = await engine.generateUnreadable();
    const fresh = await newDevice(
      engine,
      engine.signerFromKey(key, publicKey),
      { kind: "crypto-key", key },
      options,
    );
    try {
      return await updateStore(store, (current) => current ?? fresh);
    } catch (error) {
      if (!(error instanceof HawserError) || error.code !== "DEVICE_KEY_NOT_STORABLE") throw error;
    }
  }
  const seed = randomSeed(crypto);
  const signer = await engine.signerFromSeed(seed);
  const fresh = await newDevice(engine, signer, { kind: "seed", seed }, options);
  return updateStore(store, (current) => current ?? fresh);
}

async function newDevice(
  engine: CryptoEngine,
  signer: Signer,
  privateKey: PrivateKey,
  options: OpenDeviceOptions,
): Promise<StoredDevice> {
  const detected = detectPlatform();
  const deviceFamily = options.deviceFamily ?? detected.deviceFamily;
  return {
    id: await idOf(engine, signer),
    publicKey: base64url(signer.publicKey),
    privateKey: new Hidden(privateKey),
    platform: options.platform ?? detected.platform,
    ...(deviceFamily === undefined ? {} : { deviceFamily }),
    createdAtMs: (options.clock ?? systemClock).now(),
    tokens: [],
  };
}

async function idOf(engine: CryptoEngine, signer: Signer): Promise<string> {
  return hex(await engine.sha256(signer.publicKey));
}

async function signerFor(stored: StoredDevice, engine: CryptoEngine): Promise<Signer> {
  const publicKey = fromBase64url(stored.publicKey);
  if (publicKey?.length !== 32) throw corrupt("`publicKey` is not 32 bytes");
  if (typeof stored.privateKey?.reveal !== "function") {
    throw corrupt(
      "its private key is missing",
      "Keep it with serializeDevice() and parseDevice().",
    );
  }
  const key = stored.privateKey.reveal();
  switch (key.kind) {
    case "seed": {
      const signer = await engine.signerFromSeed(key.seed);
      if (base64url(signer.publicKey) !== stored.publicKey) {
        throw corrupt("its public and its private key do not belong together");
      }
      return signer;
    }
    case "crypto-key": {
      if (!(engine instanceof WebCryptoEngine)) {
        throw deviceError(
          "DEVICE_KEY_UNUSABLE",
          "The stored device key needs WebCrypto, which is not available here.",
          { hint: "Open the page over HTTPS or on localhost, as when the key was made." },
        );
      }
      return engine.signerFromKey(key.key, publicKey);
    }
    default:
      throw corrupt("the kind of its key is unknown");
  }
}
