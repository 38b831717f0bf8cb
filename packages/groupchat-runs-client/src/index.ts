export { GroupChatRunsClient, type GroupChatRunsEvents } from "./client.js";
export type { FeedState } from "./feed/feed-state.js";
export type { StoppedScope } from "./feed/run-iterator.js";
export type { GroupChatRunsClientOptions, Transport } from "./options.js";
export type { CallOptions } from "./rest/caller.js";
export type { TokenProvider } from "./rest/credentials.js";
export type { RetryOptions } from "./rest/retry.js";
export type { RunStatusDetails } from "./rest/run-error.js";
export type { RunChange } from "./rest/transitions.js";
export type {
  AgentProfile,
  ListParams,
  Run,
  RunActivity,
  RunCosts,
  RunDetails,
  RunOwner,
  RunStatus,
  RunTask,
} from "./schemas/index.js";
export type { Job, JobResult, RunHandler, WorkOptions, WorkOutcome } from "./work/job.js";
export type { ProcessOptions } from "./work/process.js";
export type { ProgressOptions } from "./work/progress.js";
