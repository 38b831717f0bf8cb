export { defaultDevicePath } from "./device/node/file-path.js";
export { fileDeviceStore, type FileDeviceStore } from "./device/node/file-store.js";
