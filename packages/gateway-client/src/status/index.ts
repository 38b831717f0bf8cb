export { fetchSnapshot, type GatewaySnapshot, type SnapshotPart } from "./dashboard.js";
export { fetchHealth, fetchStatus } from "./status.js";
