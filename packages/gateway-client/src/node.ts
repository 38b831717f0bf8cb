export { defaultDevicePath } from "./device/node/default-path.js";
export { fileDeviceStore, type FileDeviceStore } from "./device/node/file-store.js";
