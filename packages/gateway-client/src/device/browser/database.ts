import { fromBase64url, type Bytes } from "../encoding.js";
import { corrupt } from "../errors.js";
import { Hidden } from "../hidden.js";
import type { PrivateKey } from "../crypto/engine.js";
import type { StoredDevice, StoredDeviceToken } from "../stored-device.js";

const STORE = "devices";

/** What lies in the database: the device with its secrets as values that structured cloning takes. */
export interface DeviceRow {
  readonly version: 1;
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: CryptoKey | Bytes;
  readonly platform: string;
  readonly deviceFamily?: string;
  readonly createdAtMs: number;
  readonly tokens: readonly (Omit<StoredDeviceToken, "token"> & { readonly token: string })[];
}

export function toRow(device: StoredDevice): DeviceRow {
  const key = device.privateKey.reveal();
  return {
    ...device,
    version: 1,
    privateKey: key.kind === "seed" ? key.seed : key.key,
    tokens: device.tokens.map((t) => ({ ...t, token: t.token.reveal() })),
  };
}

export function fromRow(value: unknown): StoredDevice {
  const row = value as Partial<DeviceRow> | null;
  if (typeof row !== "object" || row === null || row.version !== 1) {
    throw corrupt("the browser's record of it has an unknown form", HINT);
  }
  const { id, publicKey, privateKey, platform, deviceFamily, createdAtMs, tokens } = row;
  if (
    typeof id !== "string" ||
    typeof publicKey !== "string" ||
    fromBase64url(publicKey)?.length !== 32 ||
    typeof platform !== "string" ||
    typeof createdAtMs !== "number" ||
    !Array.isArray(tokens)
  ) {
    throw corrupt("the browser's record of it is incomplete", HINT);
  }
  return {
    id,
    publicKey,
    privateKey: new Hidden(privateKeyOf(privateKey)),
    platform,
    ...(deviceFamily === undefined ? {} : { deviceFamily }),
    createdAtMs,
    tokens: (tokens as DeviceRow["tokens"]).map((t) => ({ ...t, token: new Hidden(t.token) })),
  };
}

const HINT =
  "Clear this site's data to start with a new identity; the gateway will then ask to pair again.";

function privateKeyOf(value: unknown): PrivateKey {
  if (value instanceof Uint8Array && value.length === 32) {
    return { kind: "seed", seed: new Uint8Array(value) };
  }
  if (typeof CryptoKey !== "undefined" && value instanceof CryptoKey) {
    return { kind: "crypto-key", key: value };
  }
  throw corrupt("the browser's record of it has no usable key", HINT);
}

/** Opens the database for one piece of work and closes it again, so that nothing ever waits for this page to let go. */
export async function withDatabase<T>(
  factory: IDBFactory,
  name: string,
  work: (database: IDBDatabase) => Promise<T>,
): Promise<T> {
  const database = await open(factory, name);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB did not open"));
    request.onblocked = () => reject(new Error("IndexedDB is blocked by another page"));
  });
}

/** Reads one row and, in the same transaction, writes what `change` makes of it. No other tab can come between. */
export function changeRow(
  database: IDBDatabase,
  key: string,
  change: (row: unknown) => DeviceRow | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite");
    let failure: Error | undefined;
    const rows = transaction.objectStore(STORE);
    const read = rows.get(key);
    read.onsuccess = () => {
      try {
        const next = change(read.result);
        if (next !== undefined) rows.put(next, key);
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        transaction.abort();
      }
    };
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(failure ?? transaction.error ?? new Error("IndexedDB gave the transaction up"));
  });
}

export function readRow(database: IDBDatabase, key: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = database.transaction(STORE, "readonly").objectStore(STORE).get(key);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB did not read"));
  });
}
