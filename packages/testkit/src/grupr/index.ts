export type { GruprFaults } from "./faults/faults.js";
export type {
  GruprFaultHandle,
  GruprFaultKind,
  GruprFaultRecord,
  GruprFaultTimes,
  GruprOperation,
  GruprRefusal,
} from "./faults/rules.js";
export { startGrupr } from "./hub.js";
export type { TestGrupr } from "./hub.js";
export type { GruprEnvelope, GruprErrorShape, GruprOptions, GruprWsAuth } from "./options.js";
export type { GruprMoments, GruprRecordedFrame, GruprSubscription } from "./registry.js";
export type { GruprCall } from "./rest/call.js";
export type { GruprSocket, GruprSocketAuth } from "./socket/socket.js";
export type { GruprAgent } from "./state/people.js";
export type { GruprHubMessage, GruprSay } from "./state/rooms.js";
export type { GruprStreamingMessage } from "./state/streaming.js";
export type { GruprWebhook, GruprWebhookDelivery } from "./webhooks.js";
