import * as z from "zod";
import { otherThan } from "./other-than.js";

/** One part of a message: text, a tool call, an image, thinking, … Unknown kinds pass as they are. */
export interface ContentBlock {
  /** `text`, `toolCall`, `image`, `thinking`, … */
  type?: string;
  text?: string;
  /** Of a tool call. */
  id?: string;
  /** Of a tool call. */
  name?: string;
  /** Of a tool call. */
  arguments?: unknown;
}

/** Tokens and cost of one reply, as the provider counted them. */
export interface ChatUsage {
  input?: number;
  output?: number;
  cacheRead?: number;
  cacheWrite?: number;
  totalTokens?: number;
  cost?: {
    input?: number;
    output?: number;
    cacheRead?: number;
    cacheWrite?: number;
    total?: number;
  };
}

/** A message in a chat event or in a history. */
export interface ChatMessage {
  /** `user`, `assistant`, `toolResult`, `system`, `custom`, … */
  role?: string;
  /** A plain string or blocks; both occur in one history. */
  content?: string | ContentBlock[];
  /** The text as a whole, where a gateway sends it that way. */
  text?: string;
  /** Milliseconds since 1970. */
  timestamp?: number;
  stopReason?: string;
  usage?: ChatUsage;
  model?: string;
  provider?: string;
  errorMessage?: string;
  /** `<key>:user` for the message sent with that key. Protocol 4. */
  idempotencyKey?: string;
  toolCallId?: string;
  toolName?: string;
  isError?: boolean;
  /** What the gateway keeps beside the message. Protocol 4. */
  __openclaw?: {
    id?: string;
    runId?: string;
    seq?: number;
    idempotencyKey?: string;
    kind?: string;
  };
}

const optionalText = z.string().exactOptional();
const optionalNumber = z.number().exactOptional();

// Only what this client relies on is checked: the rest of a message passes as it is.
export const contentBlockSchema: z.ZodType<ContentBlock> = z.looseObject({
  type: optionalText,
  text: optionalText,
});

export const chatMessageSchema: z.ZodType<ChatMessage> = z.looseObject({
  role: optionalText,
  content: z.union([z.string(), z.array(contentBlockSchema)]).exactOptional(),
  text: optionalText,
});

/** What every chat event carries. */
export interface ChatEventBase {
  runId: string;
  sessionKey: string;
  agentId?: string;
  /** Counts within the run, not within the connection. */
  seq?: number;
  /** Session that spawned this one, for subagents. */
  spawnedBy?: string;
}

/** More of the reply. */
export interface ChatDeltaEvent extends ChatEventBase {
  state: "delta";
  /** The reply so far, as a whole (real gateways, both generations). */
  message?: ChatMessage;
  /** What was added since the last delta. Protocol 4. */
  deltaText?: string;
  /** `deltaText` is not an addition but the whole text anew. Protocol 4. */
  replace?: boolean;
  usage?: ChatUsage;
}

/** The run is over. `message` may be missing: then the reply stands in the history, or the message was queued behind another run. */
export interface ChatFinalEvent extends ChatEventBase {
  state: "final";
  message?: ChatMessage;
  usage?: ChatUsage;
  stopReason?: string;
  errorMessage?: string;
}

/** The run failed. */
export interface ChatErrorEvent extends ChatEventBase {
  state: "error";
  errorMessage?: string;
  /** `refusal`, `timeout`, `rate_limit`, `context_length`, `unknown`. Protocol 4. */
  errorKind?: string;
  message?: ChatMessage;
  usage?: ChatUsage;
  stopReason?: string;
}

/** The run was stopped. `message` holds what was said until then. */
export interface ChatAbortedEvent extends ChatEventBase {
  state: "aborted";
  /** `rpc` (chat.abort) or `stop` (the /stop command). */
  stopReason?: string;
  message?: ChatMessage;
  usage?: ChatUsage;
  errorMessage?: string;
}

/** The run is being prepared. Protocol 4. */
export interface ChatStatusEvent extends ChatEventBase {
  state: "status";
  /** `preparing_workspace`, `preparing_context`, `starting_model`, … */
  phase?: string;
}

/** `chat`: a run's reply, piece by piece. A state not listed here reaches listeners as it is: keep a default case. */
export type ChatEvent =
  | ChatDeltaEvent
  | ChatFinalEvent
  | ChatErrorEvent
  | ChatAbortedEvent
  | ChatStatusEvent;

/** A chat event of a state this version does not know. */
export interface ChatUnknownEvent extends ChatEventBase {
  state: string & z.$brand<"unknown chat state">;
}

const base = {
  runId: z.string(),
  sessionKey: z.string(),
  agentId: optionalText,
  seq: optionalNumber,
};
const closing = {
  message: chatMessageSchema.exactOptional(),
  stopReason: optionalText,
  errorMessage: optionalText,
};

export const chatEventSchema: z.ZodType<ChatEvent | ChatUnknownEvent> = z.union([
  z.looseObject({
    ...base,
    state: z.literal("delta"),
    message: chatMessageSchema.exactOptional(),
    deltaText: optionalText,
    replace: z.boolean().exactOptional(),
  }),
  z.looseObject({ ...base, state: z.literal(["final", "error", "aborted"]), ...closing }),
  z.looseObject({ ...base, state: z.literal("status"), phase: optionalText }),
  z.looseObject({
    ...base,
    state: otherThan("delta", "final", "error", "aborted", "status").brand<"unknown chat state">(),
  }),
]);

/** A file sent along with a message. */
export interface ChatAttachment {
  /** `image`, `audio`, `file`, … */
  type?: string | undefined;
  mimeType?: string | undefined;
  fileName?: string | undefined;
  /** Base64 (or a data URL). */
  content?: unknown;
}

/** Params of `chat.send`. */
export interface ChatSendParams {
  sessionKey: string;
  message: string;
  /** One key for all tries of one message; the run takes it as its id. */
  idempotencyKey: string;
  attachments?: ChatAttachment[] | undefined;
  /** `off`, `low`, `medium`, `high`, `auto`, … */
  thinking?: string | undefined;
  /** The gateway ends the run after this long, in milliseconds. */
  timeoutMs?: number | undefined;
  /** Also deliver the reply to the session's channel. */
  deliver?: boolean | undefined;
  /** Protocol 4. */
  agentId?: string | undefined;
  /** What to do when the session is busy. Protocol 4. */
  queueMode?: "steer" | "followup" | "collect" | "interrupt" | undefined;
}

/** What `chat.send` answers: `{}` in the document, run id and status on real gateways. */
export interface ChatSendResult {
  /** Equal to the idempotency key. */
  runId?: string;
  /** `started`; for a key seen before `in_flight`, later `ok`. */
  status?: string;
  /** Only when the message was a stop command: the runs it aborted. */
  aborted?: boolean;
  runIds?: string[];
}

export interface ChatHistoryParams {
  sessionKey: string;
  limit?: number | undefined;
  /** Protocol 4. */
  agentId?: string | undefined;
  /** Go on from a `deltaCursor`. Protocol 4. */
  cursor?: string | undefined;
  /** Protocol 4. */
  offset?: number | undefined;
  maxChars?: number | undefined;
}

/** A run that is going on while its history is read. Protocol 4. */
export interface InFlightRun {
  runId: string;
  /** The reply so far. */
  text?: string;
}

/** What real gateways answer to `chat.history`; the document promises a bare array of messages. */
export interface ChatHistoryResult {
  sessionKey?: string;
  sessionId?: string;
  messages: ChatMessage[];
  thinkingLevel?: string;
  /** Protocol 4: the run in flight, the session's row, whether older messages exist, a cursor for the next read. */
  inFlightRun?: InFlightRun | null;
  sessionInfo?: unknown;
  hasMore?: boolean;
  totalMessages?: number;
  deltaCursor?: string;
}

export interface ChatAbortParams {
  sessionKey: string;
  /** Without it every run of the session is stopped. */
  runId?: string | undefined;
  agentId?: string | undefined;
}

export interface ChatAbortResult {
  ok?: boolean;
  /** False when there was nothing to stop. */
  aborted?: boolean;
  runIds?: string[];
}

export interface ChatInjectParams {
  sessionKey: string;
  message: string;
  label?: string | undefined;
  agentId?: string | undefined;
}

export interface ChatInjectResult {
  ok?: boolean;
  messageId?: string;
}

const key = z.string().min(1);
const text = z.string().optional();
const count = z.int().min(0).optional();

export const chatSendParamsSchema: z.ZodType<ChatSendParams> = z.looseObject({
  sessionKey: key,
  message: z.string(),
  idempotencyKey: key,
  attachments: z
    .array(
      z.looseObject({
        type: text,
        mimeType: text,
        fileName: text,
        content: z.unknown().exactOptional(),
      }),
    )
    .optional(),
  thinking: text,
  timeoutMs: count,
  deliver: z.boolean().optional(),
  agentId: text,
  queueMode: z.enum(["steer", "followup", "collect", "interrupt"]).optional(),
});

export const chatHistoryParamsSchema: z.ZodType<ChatHistoryParams> = z.looseObject({
  sessionKey: key,
  limit: count,
  agentId: text,
  cursor: text,
  offset: count,
  maxChars: count,
});

export const chatAbortParamsSchema: z.ZodType<ChatAbortParams> = z.looseObject({
  sessionKey: key,
  runId: text,
  agentId: text,
});

export const chatInjectParamsSchema: z.ZodType<ChatInjectParams> = z.looseObject({
  sessionKey: key,
  message: z.string(),
  label: text,
  agentId: text,
});

export const chatHistoryResultSchema: z.ZodType<ChatHistoryResult> = z.looseObject({
  sessionKey: optionalText,
  sessionId: optionalText,
  messages: z.array(chatMessageSchema),
  thinkingLevel: optionalText,
  inFlightRun: z.looseObject({ runId: z.string(), text: optionalText }).nullable().exactOptional(),
  sessionInfo: z.unknown().exactOptional(),
  hasMore: z.boolean().exactOptional(),
  totalMessages: optionalNumber,
  deltaCursor: optionalText,
});

/** Methods of the `chat.*` family. */
export interface ChatMethods {
  "chat.send": { params: ChatSendParams; result: ChatSendResult };
  "chat.history": { params: ChatHistoryParams; result: ChatHistoryResult };
  "chat.abort": { params: ChatAbortParams; result: ChatAbortResult };
  "chat.inject": { params: ChatInjectParams; result: ChatInjectResult };
}
