import type { DeviceStore } from "./store.js";
import type { StoredDevice } from "./stored-device.js";

/**
 * Keeps the identity for as long as the process or page lives. A gateway that does not approve new devices by itself
 * asks to pair again after each start, so this is for tests, for one-off scripts and for identities that come from
 * elsewhere: `memoryDeviceStore(parseDevice(secretText))`.
 */
export function memoryDeviceStore(initial?: StoredDevice): DeviceStore {
  let current = initial;
  return {
    load: async () => current,
    save: async (device) => {
      current = device;
    },
    update: async (change) => (current = change(current)),
  };
}
