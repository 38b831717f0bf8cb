import * as z from "zod";

/** What a session is for. `unknown` covers every form this version has not seen. */
export type SessionKind = "direct" | "group" | "cron" | "subagent" | "global" | "unknown";

/** One session as gateways list it. Fields not named here come through as they are. */
export interface SessionRow {
  key: string;
  /** In the gateway's words: `direct`, `group`, `global`, `unknown`, documented also `cron`. See `sessionKind`. */
  kind?: string;
  sessionId?: string;
  agentId?: string;
  label?: string | null;
  displayName?: string | null;
  /** With `includeDerivedTitles`. */
  derivedTitle?: string;
  /** With `includeLastMessage`. */
  lastMessagePreview?: string;
  /** `direct`, `group`, `channel`. */
  chatType?: string;
  channel?: string;
  model?: string;
  modelProvider?: string;
  /** Milliseconds since 1970. */
  updatedAt?: number | null;
  /** Milliseconds since 1970. Protocol 4. */
  createdAt?: number;
  /** When the gateway took this picture, in milliseconds since 1970. Protocol 4. */
  snapshotAt?: number;
  /** `queued`, `running`, `done`, `failed`, `killed`, `timeout`. Protocol 4. */
  status?: string | null;
  /** Protocol 4. */
  hasActiveRun?: boolean;
  /** Protocol 4. */
  activeRunIds?: string[] | null;
  lastRunId?: string | null;
  lastRunError?: string | null;
  parentSessionKey?: string | null;
  spawnedBy?: string | null;
  archived?: boolean;
  isMain?: boolean;
  thinkingLevel?: string | null;
  verboseLevel?: string | null;
  inputTokens?: number;
  outputTokens?: number;
  totalTokens?: number;
  contextTokens?: number | null;
  [field: string]: unknown;
}

/** A session as the gateway stores it: what `sessions.patch` and `sessions.reset` answer with. */
export interface SessionEntry {
  sessionId?: string;
  /** Milliseconds since 1970. */
  updatedAt?: number;
  [field: string]: unknown;
}

export interface SessionsListParams {
  limit?: number | undefined;
  /** Protocol 4. */
  offset?: number | undefined;
  agentId?: string | undefined;
  search?: string | undefined;
  label?: string | undefined;
  spawnedBy?: string | undefined;
  /** Only sessions active in the last so many minutes. */
  activeMinutes?: number | undefined;
  includeGlobal?: boolean | undefined;
  includeUnknown?: boolean | undefined;
  /** Titles made from the first message. */
  includeDerivedTitles?: boolean | undefined;
  includeLastMessage?: boolean | undefined;
  /** Protocol 4. */
  archived?: boolean | "all" | undefined;
  /** Protocol 4. */
  sortBy?: "updatedAt" | "lastInteractionAt" | undefined;
}

/** By key, session id or label. */
export interface SessionsResolveParams {
  key?: string | undefined;
  sessionId?: string | undefined;
  label?: string | undefined;
  agentId?: string | undefined;
  spawnedBy?: string | undefined;
  includeGlobal?: boolean | undefined;
  includeUnknown?: boolean | undefined;
}

/** `null` clears a setting. */
export interface SessionsPatchParams {
  key: string;
  label?: string | null | undefined;
  /** `provider/model`. */
  model?: string | null | undefined;
  thinkingLevel?: string | null | undefined;
  verboseLevel?: string | null | undefined;
  reasoningLevel?: string | null | undefined;
  elevatedLevel?: string | null | undefined;
  responseUsage?: "off" | "tokens" | "full" | "on" | null | undefined;
  sendPolicy?: "allow" | "deny" | null | undefined;
  groupActivation?: "mention" | "always" | null | undefined;
  execHost?: string | null | undefined;
  execSecurity?: string | null | undefined;
  execAsk?: string | null | undefined;
  execNode?: string | null | undefined;
  /** Protocol 4. */
  pinned?: boolean | undefined;
  /** Protocol 4. */
  archived?: boolean | undefined;
  /** Protocol 4. */
  unread?: boolean | undefined;
  /** Protocol 4. */
  icon?: string | null | undefined;
  /** Protocol 4. */
  color?: string | null | undefined;
  /** Protocol 4. */
  category?: string | null | undefined;
  /** Protocol 4. */
  fastMode?: boolean | "auto" | null | undefined;
  /** Protocol 4. */
  permissionMode?: "read-only" | "guarded" | "workspace" | "full" | null | undefined;
  /** Refused when the session is another one by now. Protocol 4. */
  expectedSessionId?: string | undefined;
}

export interface SessionsResetParams {
  key: string;
  /** `new`: a new conversation; `reset`: a full reset. */
  reason?: "new" | "reset" | undefined;
}

/** Real gateways take one key. The documented `{ keys }` is for `gateway.sessions.delete`. */
export interface SessionsDeleteParams {
  key: string;
  deleteTranscript?: boolean | undefined;
  emitLifecycleHooks?: boolean | undefined;
  /** Refused when the session is another one by now. Protocol 4. */
  expectedSessionId?: string | undefined;
}

/** Protocol 4 (and late protocol 3): older gateways make a session with its first message. */
export interface SessionsCreateParams {
  key?: string | undefined;
  agentId?: string | undefined;
  label?: string | undefined;
  model?: string | undefined;
  thinkingLevel?: string | undefined;
  parentSessionKey?: string | undefined;
  /** A first message, which starts a run. */
  message?: string | undefined;
  idempotencyKey?: string | undefined;
}

/** What real gateways answer to `sessions.list`; the document promises a bare array. */
export interface SessionsListResult {
  sessions: SessionRow[];
  /** Milliseconds since 1970. */
  ts?: number;
  /** How many are in `sessions`. */
  count?: number;
  /** How many there are. Protocol 4. */
  totalCount?: number;
  hasMore?: boolean;
  nextOffset?: number | null;
  defaults?: Record<string, unknown>;
  [field: string]: unknown;
}

/** What changing one session answers. */
export interface SessionChangeResult {
  ok?: boolean;
  key: string;
  sessionId?: string;
  entry?: SessionEntry;
}

/** `sessions.changed`: the list, or one session of it, is another. Comes to those who called `sessions.subscribe`. */
export interface SessionsChangedEvent {
  /** Absent: something about the list as a whole. */
  sessionKey?: string;
  agentId?: string;
  /** `send`, `delete`, `agent.run.started`, `participants`, … */
  reason?: string;
  /** The phase of a run: `start`, `model`, `end`, … */
  phase?: string;
  runId?: string;
  ts?: number;
  /** The session now. Protocol 4. */
  session?: SessionRow;
  hasActiveRun?: boolean;
  activeRunIds?: string[] | null;
}

/** `session.message`: a session's transcript has one message more. */
export interface SessionMessageEvent {
  sessionKey: string;
  messageId?: string;
  messageSeq?: number;
  message?: unknown;
  session?: SessionRow;
}

const text = z.string().optional();
const setting = z.string().nullish();
const flag = z.boolean().optional();
const key = z.string().min(1);

const sessionsListParamsSchema: z.ZodType<SessionsListParams> = z.looseObject({
  limit: z.int().min(1).optional(),
  offset: z.int().min(0).optional(),
  agentId: text,
  search: text,
  label: text,
  spawnedBy: text,
  activeMinutes: z.int().min(1).optional(),
  includeGlobal: flag,
  includeUnknown: flag,
  includeDerivedTitles: flag,
  includeLastMessage: flag,
  archived: z.union([z.boolean(), z.literal("all")]).optional(),
  sortBy: z.enum(["updatedAt", "lastInteractionAt"]).optional(),
});

const sessionsResolveParamsSchema: z.ZodType<SessionsResolveParams> = z.looseObject({
  key: key.optional(),
  sessionId: text,
  label: text,
  agentId: text,
  spawnedBy: text,
  includeGlobal: flag,
  includeUnknown: flag,
});

const sessionsPatchParamsSchema: z.ZodType<SessionsPatchParams> = z.looseObject({
  key,
  label: setting,
  model: setting,
  thinkingLevel: setting,
  verboseLevel: setting,
  reasoningLevel: setting,
  elevatedLevel: setting,
  responseUsage: z.enum(["off", "tokens", "full", "on"]).nullish(),
  sendPolicy: z.enum(["allow", "deny"]).nullish(),
  groupActivation: z.enum(["mention", "always"]).nullish(),
  execHost: setting,
  execSecurity: setting,
  execAsk: setting,
  execNode: setting,
  pinned: flag,
  archived: flag,
  unread: flag,
  icon: setting,
  color: setting,
  category: setting,
  fastMode: z.union([z.boolean(), z.literal("auto")]).nullish(),
  permissionMode: z.enum(["read-only", "guarded", "workspace", "full"]).nullish(),
  expectedSessionId: text,
});

const sessionsResetParamsSchema: z.ZodType<SessionsResetParams> = z.looseObject({
  key,
  reason: z.enum(["new", "reset"]).optional(),
});

const sessionsCreateParamsSchema: z.ZodType<SessionsCreateParams> = z.looseObject({
  key: key.optional(),
  agentId: text,
  label: text,
  model: text,
  thinkingLevel: text,
  parentSessionKey: text,
  message: text,
  idempotencyKey: text,
});

// What is relied on and no more: the rest differs between versions.
const row: z.ZodType<SessionRow> = z.looseObject({ key: z.string() });

const sessionsChangedSchema: z.ZodType<SessionsChangedEvent> = z.looseObject({
  sessionKey: z.string().exactOptional(),
  session: row.exactOptional(),
});

const sessionMessageSchema: z.ZodType<SessionMessageEvent> = z.looseObject({
  sessionKey: z.string(),
  session: row.exactOptional(),
});

/** Methods about sessions. */
export interface SessionMethods {
  "sessions.list": { params: SessionsListParams; result: SessionsListResult };
  "sessions.resolve": {
    params: SessionsResolveParams;
    result: { ok?: boolean; key: string; agentId?: string };
  };
  "sessions.patch": { params: SessionsPatchParams; result: SessionChangeResult };
  "sessions.reset": { params: SessionsResetParams; result: SessionChangeResult };
  "sessions.delete": {
    params: SessionsDeleteParams;
    result: { ok?: boolean; key?: string; deleted?: boolean; archived?: string[] };
  };
  "sessions.create": { params: SessionsCreateParams; result: SessionChangeResult };
  "sessions.subscribe": { params: Record<string, never>; result: { subscribed?: boolean } };
  "sessions.messages.subscribe": {
    params: { key: string };
    result: { subscribed?: boolean; key?: string };
  };
  "sessions.messages.unsubscribe": { params: { key: string }; result: unknown };
}

/** Events about sessions. */
export interface SessionEvents {
  "sessions.changed": SessionsChangedEvent;
  "session.message": SessionMessageEvent;
}

export const sessionParamsSchemas: { readonly [method: string]: z.ZodType } = {
  "sessions.list": sessionsListParamsSchema,
  "sessions.resolve": sessionsResolveParamsSchema,
  "sessions.patch": sessionsPatchParamsSchema,
  "sessions.reset": sessionsResetParamsSchema,
  "sessions.create": sessionsCreateParamsSchema,
};

export const sessionEventSchemas: { readonly [event: string]: z.ZodType } = {
  "sessions.changed": sessionsChangedSchema,
  "session.message": sessionMessageSchema,
};
