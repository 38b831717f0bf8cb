import * as z from "zod";
import { otherThan } from "./other-than.js";

/** What every agent event carries. */
export interface AgentEventBase {
  runId: string;
  /** Absent for runs without a session. */
  sessionKey?: string;
  /** Protocol 4. */
  agentId?: string;
  /** Counts within the run. */
  seq?: number;
  /** Milliseconds since 1970. */
  ts?: number;
  spawnedBy?: string;
  /** The run was started by the gateway's heartbeat. */
  isHeartbeat?: boolean;
}

/** A run starts, ends or fails. Stands for the documented `start`, `end` and `error` events. */
export interface AgentLifecycleEvent extends AgentEventBase {
  stream: "lifecycle";
  data: {
    /** `start`, `end`, `error`; protocol 4 sends more. */
    phase?: string;
    startedAt?: number;
    endedAt?: number;
    error?: string;
    stopReason?: string;
    aborted?: boolean;
  };
}

/** The agent's words, before they become chat deltas. */
export interface AgentAssistantEvent extends AgentEventBase {
  stream: "assistant";
  data: { text?: string; delta?: string };
}

/** A tool is called. Sent only to clients that connect with caps ["tool-events"]. */
export interface AgentToolEvent extends AgentEventBase {
  stream: "tool";
  data: {
    /** `start`, `update`, `result`. */
    phase?: string;
    name?: string;
    toolCallId?: string;
    args?: unknown;
    result?: unknown;
    meta?: string;
    isError?: boolean;
  };
}

/** The other streams gateways are known to send. A stream not listed here reaches listeners as it is: keep a default case. */
export interface AgentOtherEvent extends AgentEventBase {
  stream:
    | "usage"
    | "item"
    | "command_output"
    | "approval"
    | "run_status"
    | "thinking"
    | "plan"
    | "patch"
    | "compaction"
    | "error";
  data?: unknown;
}

/** An agent event of a stream this version does not know. */
export interface AgentUnknownEvent extends AgentEventBase {
  stream: string & z.$brand<"other agent stream">;
  data?: unknown;
}

/** `agent`: what a run does. */
export type AgentEvent =
  | AgentLifecycleEvent
  | AgentAssistantEvent
  | AgentToolEvent
  | AgentOtherEvent;

const optionalText = z.string().exactOptional();
const optionalNumber = z.number().exactOptional();
const base = { runId: z.string(), sessionKey: optionalText, agentId: optionalText };

// Only what this client relies on is checked: the rest passes as it is.
export const agentEventSchema: z.ZodType<AgentEvent | AgentUnknownEvent> = z.union([
  z.looseObject({
    ...base,
    stream: z.literal("lifecycle"),
    data: z.looseObject({
      phase: optionalText,
      startedAt: optionalNumber,
      endedAt: optionalNumber,
      error: optionalText,
    }),
  }),
  z.looseObject({
    ...base,
    stream: z.literal("assistant"),
    data: z.looseObject({ text: optionalText, delta: optionalText }),
  }),
  z.looseObject({
    ...base,
    stream: z.literal("tool"),
    data: z.looseObject({ phase: optionalText, name: optionalText, toolCallId: optionalText }),
  }),
  z.looseObject({
    ...base,
    stream: otherThan("lifecycle", "assistant", "tool").brand<"other agent stream">(),
  }),
]);

/** `start`, `end` and `error`: a run's life as the document has it. Real gateways send `agent` events instead. */
export interface RunLifecycleEvent {
  runId: string;
  sessionKey?: string;
  agentId?: string;
}

export const runLifecycleSchema: z.ZodType<RunLifecycleEvent> = z.looseObject({
  runId: z.string(),
  sessionKey: optionalText,
  agentId: optionalText,
});

/** `chat.subagent`: an agent has spawned another. Documented only. */
export interface ChatSubagentEvent {
  sessionKey: string;
  childSessionKey: string;
  /** `working`, `done`, `error`. */
  state: string;
  label?: string;
}

export const chatSubagentSchema: z.ZodType<ChatSubagentEvent> = z.looseObject({
  sessionKey: z.string(),
  childSessionKey: z.string(),
  state: z.string(),
  label: optionalText,
});

/** Params of `agent`: a turn without a chat stream. It answers twice with one id, first `accepted`, then the outcome. */
export interface AgentRunParams {
  message: string;
  idempotencyKey: string;
  sessionKey?: string | undefined;
  agentId?: string | undefined;
  thinking?: string | undefined;
  deliver?: boolean | undefined;
  /** Seconds, unlike `chat.send`. */
  timeout?: number | undefined;
}

export interface AgentRunResult {
  runId: string;
  /** `accepted` first, then `ok` or `error`. */
  status: string;
  summary?: string;
  result?: unknown;
}

export interface AgentWaitParams {
  runId: string;
  /** How long the gateway waits, in milliseconds. */
  timeoutMs?: number | undefined;
}

const text = z.string().optional();

export const agentRunParamsSchema: z.ZodType<AgentRunParams> = z.looseObject({
  message: z.string(),
  idempotencyKey: z.string().min(1),
  sessionKey: text,
  agentId: text,
  thinking: text,
  deliver: z.boolean().optional(),
  timeout: z.int().min(0).optional(),
});

export const agentWaitParamsSchema: z.ZodType<AgentWaitParams> = z.looseObject({
  runId: z.string().min(1),
  timeoutMs: z.int().min(0).optional(),
});

/** The method that runs a turn without a chat stream. */
export interface AgentRunMethods {
  agent: { params: AgentRunParams; result: AgentRunResult };
}
