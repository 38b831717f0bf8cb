export { llmWords, startLlm } from "./llm/index.js";
export type {
  Llm,
  LlmHoldOptions,
  LlmMessage,
  LlmOptions,
  LlmPart,
  LlmReply,
  LlmRequest,
  LlmRequestState,
  LlmWaitOptions,
} from "./llm/index.js";
export { faultProxy } from "./proxy/index.js";
export type { FaultDirection, FaultProxy, FaultProxyOptions } from "./proxy/index.js";
export { AgentFailure, echoAgent } from "./gateway/agent.js";
export type { AgentAttachment, AgentContext, AgentStep, GatewayAgent } from "./gateway/agent.js";
export type { Approval, ApprovalAsk, ApprovalDecision } from "./gateway/approvals.js";
export type { GatewayClock } from "./gateway/clock.js";
export { GatewayConnection } from "./gateway/connection.js";
export type { ConnectionClose, ConnectionGrant, ConnectionPhase } from "./gateway/connection.js";
export type { ConnectDevice, ConnectParams } from "./gateway/connect-params.js";
export { GatewayFaults } from "./gateway/faults/faults.js";
export type { EventFaultScope } from "./gateway/faults/faults.js";
export type { GarbageKind } from "./gateway/faults/garbage.js";
export type { FaultHandle, FaultKind, FaultRecord, FaultScope } from "./gateway/faults/rules.js";
export type { ErrorShape, EventFrame, OutboundFrame, ResponseFrame } from "./gateway/frames.js";
export { startGateway, TestGateway } from "./gateway/gateway.js";
export type { RestartOptions } from "./gateway/gateway.js";
export type { GatewayProtocol } from "./gateway/generation.js";
export type { GatewayModel, GatewayOptions } from "./gateway/options.js";
export type { GatewayMoments, RecordedRequest, WaitOptions } from "./gateway/registry.js";
export type { GatewaySession, TranscriptEntry } from "./gateway/sessions.js";
