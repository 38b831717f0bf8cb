export type { RunnerEvent, RunSummary, TaskOutcome } from "./events.js";
export type {
  DeliveryOptions,
  LoopGuardOptions,
  ProgressOptions,
  RateLimit,
  RateLimitOptions,
  RetryOptions,
  RunAgentOptions,
} from "./options.js";
export { isUnreachable } from "./policies/unreachable.js";
export { runAgent } from "./run-agent.js";
export { MemoryStore, type RunnerStore, type StoredValue } from "./store/store.js";
export type { Agent, AgentAnswer, AgentContext, AgentPart } from "./task/agent.js";
export { promptFor, speakerName, withoutCommands, type PromptOptions } from "./task/prompt.js";
export type {
  Skip,
  SkipReason,
  Source,
  SourceContext,
  SourceCursor,
  SourceTask,
} from "./task/source.js";
export type { AgentReply, Said, Speaker, Task, TaskMedia } from "./task/task.js";
export type { TelemetryApi, TelemetrySpan } from "./telemetry/telemetry.js";
