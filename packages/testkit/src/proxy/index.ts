export { faultProxy } from "./proxy.js";
export type { FaultDirection, FaultProxy, FaultProxyOptions } from "./types.js";
