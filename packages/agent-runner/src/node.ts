export { fileStore } from "./node/file-store.js";
export { shutdownSignal, type ShutdownSignalOptions } from "./node/shutdown-signal.js";
