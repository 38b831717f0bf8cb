export { FileCursorStore, type FileCursorStoreOptions } from "./cursor/node/file-store.js";
