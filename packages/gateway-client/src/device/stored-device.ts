import type { PrivateKey } from "./crypto/engine.js";
import { base64url, fromBase64url } from "./encoding.js";
import { corrupt, deviceError } from "./errors.js";
import { Hidden } from "./hidden.js";

/** A token the gateway gave to this device for one role. */
export interface StoredDeviceToken {
  /** The gateway's address without credentials and query. */
  readonly gateway: string;
  readonly role: string;
  readonly token: Hidden<string>;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970, the gateway's clock. */
  readonly issuedAtMs?: number;
}

/**
 * A device identity as a {@link DeviceStore} keeps it. Its secrets are {@link Hidden}, so `JSON.stringify` does not
 * write them: a store that keeps text uses {@link serializeDevice} and {@link parseDevice}.
 */
export interface StoredDevice {
  /** Hex SHA-256 of the raw public key. */
  readonly id: string;
  /** Base64url of the 32 raw bytes. */
  readonly publicKey: string;
  readonly privateKey: Hidden<PrivateKey>;
  /** As sent at the first pairing; kept, because the gateway asks to pair again when it changes. */
  readonly platform: string;
  readonly deviceFamily?: string;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  readonly tokens: readonly StoredDeviceToken[];
}

/** The version of the text {@link serializeDevice} writes. */
const FORMAT = 1;

/**
 * The whole identity as JSON text, **private key and tokens included**: for a store's own use, never for a log.
 * @throws HawserError `DEVICE_KEY_NOT_STORABLE` for a key that only the browser can hold.
 */
export function serializeDevice(device: StoredDevice): string {
  const key = device.privateKey.reveal();
  if (key.kind !== "seed") {
    throw deviceError("DEVICE_KEY_NOT_STORABLE", "A WebCrypto key cannot be written as text.");
  }
  const { id, publicKey, platform, deviceFamily, createdAtMs } = device;
  return `${JSON.stringify(
    {
      version: FORMAT,
      id,
      publicKey,
      privateKey: base64url(key.seed),
      platform,
      deviceFamily,
      createdAtMs,
      tokens: device.tokens.map((t) => ({ ...t, token: t.token.reveal() })),
    },
    null,
    2,
  )}\n`;
}

/**
 * Reads what {@link serializeDevice} wrote. Unknown keys are ignored.
 * @throws HawserError `DEVICE_STORE_CORRUPT`, which quotes nothing of the text.
 */
export function parseDevice(text: string): StoredDevice {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw corrupt(text.trim() === "" ? "it is empty" : "it is not JSON");
  }
  const from = record(value, "it is not a JSON object");
  if (from.version !== FORMAT) {
    throw corrupt(
      "its version is unknown",
      "It was written by a newer release, or by something else. Update, or keep this identity in another place.",
    );
  }
  const id = string(from, "id");
  const publicKey = string(from, "publicKey");
  const seed = fromBase64url(string(from, "privateKey"));
  if (!/^[0-9a-f]{64}$/.test(id)) throw corrupt("`id` is not a SHA-256 in hex");
  if (fromBase64url(publicKey)?.length !== 32) throw corrupt("`publicKey` is not 32 bytes");
  if (seed?.length !== 32) throw corrupt("`privateKey` is not 32 bytes", SEED_HINT);
  if (!Array.isArray(from.tokens)) throw corrupt("`tokens` is not a list");
  return {
    id,
    publicKey,
    privateKey: new Hidden<PrivateKey>({ kind: "seed", seed }),
    platform: string(from, "platform"),
    ...(from.deviceFamily === undefined ? {} : { deviceFamily: string(from, "deviceFamily") }),
    createdAtMs: number(from, "createdAtMs"),
    tokens: from.tokens.map(parseToken),
  };
}

const SEED_HINT =
  "A store that keeps text must write it with serializeDevice(): JSON.stringify() leaves the secrets out.";

function parseToken(value: unknown): StoredDeviceToken {
  const from = record(value, "a token is not an object");
  const scopes: unknown = from.scopes;
  if (!Array.isArray(scopes) || !scopes.every((s): s is string => typeof s === "string")) {
    throw corrupt("the scopes of a token are not a list of strings");
  }
  return {
    gateway: string(from, "gateway"),
    role: string(from, "role"),
    token: new Hidden(string(from, "token")),
    scopes,
    ...(from.issuedAtMs === undefined ? {} : { issuedAtMs: number(from, "issuedAtMs") }),
  };
}

function record(value: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw corrupt(otherwise);
  return value as Readonly<Record<string, unknown>>;
}

function string(from: Readonly<Record<string, unknown>>, key: string): string {
  const value = from[key];
  if (typeof value !== "string") throw corrupt(`\`${key}\` is not a string`);
  return value;
}

function number(from: Readonly<Record<string, unknown>>, key: string): number {
  const value = from[key];
  if (typeof value !== "number") throw corrupt(`\`${key}\` is not a number`);
  return value;
}
