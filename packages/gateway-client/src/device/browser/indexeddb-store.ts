import {
  type Clock,
  HawserError,
  type Logger,
  silentLogger,
  systemClock,
  withDeadline,
} from "@hawser/core";
import { deviceError } from "../errors.js";
import { memoryDeviceStore } from "../memory-store.js";
import { updateStore, type DeviceChange, type DeviceStore } from "../store.js";
import type { StoredDevice } from "../stored-device.js";
import { changeRow, fromRow, readRow, toRow, withDatabase } from "./database.js";

/** How {@link indexedDbDeviceStore} stores. */
export interface IndexedDbDeviceStoreOptions {
  /** Name of the database. Default `"hawser"`. */
  readonly database?: string;
  /** Which identity in it, for a page that wants several. Default `"default"`. */
  readonly name?: string;
  /** How long the database may take to open before this page goes on without it, ms. Default 5000. */
  readonly openTimeoutMs?: number;
  /** For the warning when storage is blocked. Default: the client's logger. */
  readonly logger?: Logger;
  /** Default: `globalThis.indexedDB`. */
  readonly indexedDB?: IDBFactory;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/**
 * Keeps the identity in the browser, one per origin. Where WebCrypto knows Ed25519 the private key is a non-extractable
 * CryptoKey that no script can read, elsewhere its raw bytes. Tabs that start at once end with the same identity.
 *
 * Where IndexedDB is missing or refuses to open (private windows, blocked storage, sandboxed frames) the identity
 * lives in memory for this page only, with a warning: the gateway will then see a new device after each reload.
 *
 * Its methods reject with HawserError `DEVICE_STORE_CORRUPT` (something else lies there; it is left as it is) and
 * `DEVICE_STORE_FAILED` (it opened and then failed).
 */
export function indexedDbDeviceStore(options: IndexedDbDeviceStoreOptions = {}): DeviceStore {
  return new IndexedDbStore(options);
}

type Backing =
  | { readonly status: "database"; readonly factory: IDBFactory }
  | { readonly status: "memory"; readonly store: DeviceStore };

class IndexedDbStore implements DeviceStore {
  readonly keys = "crypto-key";
  readonly #options: IndexedDbDeviceStoreOptions;
  #logger: Logger;
  /** Found out once: a page must not change its identity half way. */
  #backing: Promise<Backing> | undefined;

  constructor(options: IndexedDbDeviceStoreOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  useLogger(logger: Logger): void {
    this.#logger = this.#options.logger ?? logger;
  }

  load(): Promise<StoredDevice | undefined> {
    return this.#run(
      async (database) => {
        const row = await readRow(database, this.#name);
        return row === undefined ? undefined : fromRow(row);
      },
      (memory) => memory.load(),
    );
  }

  async save(device: StoredDevice): Promise<void> {
    await this.update(() => device);
  }

  update(change: DeviceChange): Promise<StoredDevice> {
    return this.#run(
      async (database) => {
        let kept: StoredDevice | undefined;
        await changeRow(database, this.#name, (row) => {
          const current = row === undefined ? undefined : fromRow(row);
          kept = change(current);
          return kept === current ? undefined : toRow(kept);
        });
        return kept as StoredDevice;
      },
      (memory) => updateStore(memory, change),
    );
  }

  get #name(): string {
    return this.#options.name ?? "default";
  }

  async #run<T>(
    inDatabase: (database: IDBDatabase) => Promise<T>,
    inMemory: (store: DeviceStore) => Promise<T>,
  ): Promise<T> {
    const backing = await (this.#backing ??= this.#probe());
    if (backing.status === "memory") return inMemory(backing.store);
    try {
      return await withDatabase(backing.factory, this.#database, inDatabase);
    } catch (cause) {
      if (cause instanceof HawserError) throw cause;
      if (cause instanceof DOMException && cause.name === "DataCloneError") {
        throw deviceError("DEVICE_KEY_NOT_STORABLE", "This browser does not store CryptoKeys.", {
          cause,
        });
      }
      throw deviceError("DEVICE_STORE_FAILED", "The browser's IndexedDB failed.", {
        cause,
        hint: "Check this site's storage permission and quota.",
      });
    }
  }

  get #database(): string {
    return this.#options.database ?? "hawser";
  }

  async #probe(): Promise<Backing> {
    try {
      const factory = this.#options.indexedDB ?? globalThis.indexedDB;
      if (factory === undefined) throw new Error("there is no IndexedDB here");
      const ms = this.#options.openTimeoutMs ?? 5000;
      // Some WebKit releases never answer the first open of a page.
      await withDeadline(() => withDatabase(factory, this.#database, async () => undefined), {
        ms,
        clock: this.#options.clock ?? systemClock,
        onTimeout: () => new Error(`it did not open within ${ms} ms`),
      });
      return { status: "database", factory };
    } catch (error) {
      this.#logger.warn(
        "IndexedDB is not available: the device identity lasts until this page is closed",
        { reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) },
      );
      return { status: "memory", store: memoryDeviceStore() };
    }
  }
}
