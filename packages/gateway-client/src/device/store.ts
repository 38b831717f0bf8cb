import type { Logger } from "@hawser/core";
import type { StoredDevice } from "./stored-device.js";

/**
 * Where a device identity lives. Three come with the package (memory, file, IndexedDB); a store of your own (a
 * keychain, a secrets manager) needs `load` and `save`.
 */
export interface DeviceStore {
  /** What is kept, or `undefined` when there is nothing yet. Rejects, rather than answer `undefined`, when it cannot read. */
  load(): Promise<StoredDevice | undefined>;
  save(device: StoredDevice): Promise<void>;
  /**
   * Reads, changes and writes in one step that no other writer (process, tab) can come between, and answers what is
   * kept afterwards. `change` is synchronous and may be called more than once; when it returns its argument nothing
   * is written. Without this method `load` and `save` are called in turn, one change at a time within this process.
   */
  update?(change: DeviceChange): Promise<StoredDevice>;
  /** Whether a WebCrypto key that no script can read may be stored. Default `"seed"`: raw key bytes only. */
  readonly keys?: "seed" | "crypto-key";
  /** Called by `openDevice` with the client's logger, for warnings. */
  useLogger?(logger: Logger): void;
}

/** From what is stored to what shall be stored. */
export type DeviceChange = (current: StoredDevice | undefined) => StoredDevice;

const queues = new WeakMap<DeviceStore, Promise<unknown>>();

/** `store.update`, or the same from `load` and `save` for a store that has none. */
export function updateStore(store: DeviceStore, change: DeviceChange): Promise<StoredDevice> {
  if (store.update !== undefined) return store.update(change);
  const turn = inTurn(queues.get(store), store, change);
  queues.set(
    store,
    turn.catch(() => undefined),
  );
  return turn;
}

async function inTurn(
  earlier: Promise<unknown> | undefined,
  store: DeviceStore,
  change: DeviceChange,
): Promise<StoredDevice> {
  await earlier;
  const current = await store.load();
  const next = change(current);
  if (next === current) return next;
  await store.save(next);
  // Another writer may have been quicker, and a store may not give back what it got: what it says now counts.
  return (await store.load()) ?? next;
}
