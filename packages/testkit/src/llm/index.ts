export { startLlm } from "./server.js";
export { llmWords } from "./words.js";
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
} from "./types.js";
