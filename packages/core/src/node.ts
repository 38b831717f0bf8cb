export { writeFileAtomically, type WriteFileOptions } from "./node/atomic-write.js";
export { errorCode, ignoreMissing } from "./node/error-code.js";
export { lockFile, type FileLock, type LockFileOptions } from "./node/file-lock.js";
export { FileLockedError } from "./node/lock-errors.js";
export {
  commandLineOf,
  identifyProcess,
  isProcessRunning,
  type ProcessIdentity,
} from "./node/process-identity.js";
