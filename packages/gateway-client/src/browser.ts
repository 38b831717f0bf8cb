export {
  indexedDbDeviceStore,
  type IndexedDbDeviceStoreOptions,
} from "./device/browser/indexeddb-store.js";
