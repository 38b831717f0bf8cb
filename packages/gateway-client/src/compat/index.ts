export type { CallOptions } from "./call-options.js";
export { listEntries } from "./lists.js";
export { callByEitherName, realMethodName } from "./method-names.js";
export { readWithKnownParams } from "./params.js";
export { isUnknownMethod, lacksMethod } from "./refusals.js";
