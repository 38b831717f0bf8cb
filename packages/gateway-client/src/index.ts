export { GatewayClient } from "./client.js";
export type { ClientEvents, EventStreamOptions } from "./client-events.js";
export type { GatewaySession, GatewayState } from "./gateway-session.js";
export type { AttemptContext, ClientInfo, GatewayClientOptions, Provided } from "./options.js";
export type { RequestOptions } from "./rpc/requester.js";
export type {
  ChatApi,
  ChatCallOptions,
  ChatMessageParams,
  ChatRunOptions,
} from "./chat/chat-api.js";
export type { ChatRun } from "./chat/chat-run.js";
export type { ChatRunEvent, ChatRunResult } from "./chat/events.js";
export { messageText } from "./chat/message-text.js";
export { memoryDeviceStore, openDevice, parseDevice, serializeDevice } from "./device/index.js";
export type {
  Device,
  DeviceAuthClaims,
  DeviceChange,
  DeviceErrorCode,
  DeviceProof,
  DeviceSignatureFormat,
  DeviceStore,
  DeviceToken,
  Hidden,
  NewDeviceToken,
  OpenDeviceOptions,
  PlatformCrypto,
  PrivateKey,
  StoredDevice,
  StoredDeviceToken,
} from "./device/index.js";
export {
  filterSessions,
  parseSessionKey,
  sessionKind,
  type ChangedSession,
  type DeleteSessionsParams,
  type ResolvedSession,
  type SessionDeletion,
  type SessionFilter,
  type SessionKeyParts,
  type SessionsApi,
  type SessionsCache,
  type SessionsCacheOptions,
  type SessionsCacheState,
  type SessionSubscription,
} from "./sessions/index.js";
export type { Approval, ApprovalChange, ApprovalsApi, ApprovalStatus } from "./approvals/index.js";
export type {
  AgentPresence,
  AgentState,
  ClientPresence,
  PresenceChange,
  PresenceTracker,
} from "./presence/index.js";
export type {
  Run,
  RunChange,
  RunsTracker,
  RunsTrackerOptions,
  RunStatus,
  Subagent,
  SubagentStatus,
} from "./runs/index.js";
export type { AgentsApi } from "./agents/index.js";
export type { GatewaySnapshot, SnapshotPart } from "./status/index.js";
export type { ModelsApi } from "./models/index.js";
export type * from "./schemas/index.js";
export {
  AuthError,
  ConnectionLostError,
  HawserError,
  PairingRequiredError,
  ProtocolError,
  RemoteError,
  ScopeError,
  TimeoutError,
  ValidationError,
} from "@hawser/core";
export type { Logger } from "@hawser/core";
