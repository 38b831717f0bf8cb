export { AgentFailure, echoAgent } from "./agent.js";
export type { AgentAttachment, AgentContext, AgentStep, GatewayAgent } from "./agent.js";
export type { Approval, ApprovalAsk, ApprovalDecision } from "./approvals.js";
export type { GatewayClock } from "./clock.js";
export type {
  ConnectionClose,
  ConnectionGrant,
  ConnectionPhase,
  GatewayConnection,
} from "./connection.js";
export type { ConnectDevice, ConnectParams } from "./connect-params.js";
export type { EventFaultScope, GatewayFaults } from "./faults/faults.js";
export type { GarbageKind } from "./faults/garbage.js";
export type { FaultHandle, FaultKind, FaultRecord, FaultScope } from "./faults/rules.js";
export type {
  ErrorShape,
  EventFrame,
  OutboundFrame,
  ResponseFrame,
  StateVersion,
} from "./frames.js";
export { startGateway } from "./gateway.js";
export type { RestartOptions, TestGateway } from "./gateway.js";
export type { GatewayProtocol } from "./generation.js";
export type { GatewayModel, GatewayOptions } from "./options.js";
export type { DeviceTokenRecord, PairedDevice, PairingDesk, PendingPairing } from "./pairing.js";
export type { GatewayMoments, RecordedRequest, WaitOptions } from "./registry.js";
export type { RunEngine } from "./runs/engine.js";
export type { Run, RunOutcome } from "./runs/run.js";
export type {
  ContentBlock,
  GatewaySession,
  SessionSettings,
  SessionStore,
  TranscriptEntry,
} from "./sessions.js";
