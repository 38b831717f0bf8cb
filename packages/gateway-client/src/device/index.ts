export { deviceAuthPayload, type DeviceAuthClaims, type DeviceSignatureFormat } from "./payload.js";
export type { Device, DeviceProof } from "./device.js";
export type { DeviceErrorCode } from "./errors.js";
export { Hidden } from "./hidden.js";
export { memoryDeviceStore } from "./memory-store.js";
export { openDevice, type OpenDeviceOptions } from "./open-device.js";
export { type DeviceChange, type DeviceStore } from "./store.js";
export {
  parseDevice,
  serializeDevice,
  type StoredDevice,
  type StoredDeviceToken,
} from "./stored-device.js";
export { DeviceToken, type NewDeviceToken } from "./tokens.js";
export type { PrivateKey } from "./crypto/engine.js";
export type { PlatformCrypto } from "./crypto/select.js";
export {
  afterAcceptance,
  afterRefusal,
  chooseAuth,
  freshAuth,
  issuedDeviceToken,
  type AuthCredentials,
  type AuthMemory,
  type AuthRefusal,
} from "./auth-choice.js";
