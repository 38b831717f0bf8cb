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
export { parseSessionKey } from "./sessions/session-key.js";
export { filterSessions, sessionKind } from "./sessions/session-kind.js";
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
