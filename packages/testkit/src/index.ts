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
