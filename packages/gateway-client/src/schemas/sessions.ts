/** What a session is for. `unknown` covers every form this version has not seen. */
export type SessionKind = "direct" | "group" | "cron" | "subagent" | "global" | "unknown";

/** One session as gateways list it. Fields of newer gateways come through as they are. */
export interface SessionRow {
  key: string;
  /** As the gateway says it (`direct`, `group`, `global`, `unknown`, documented also `cron`). See `sessionKind`. */
  kind?: string | undefined;
  sessionId?: string | undefined;
  agentId?: string | undefined;
  label?: string | null | undefined;
  displayName?: string | null | undefined;
  /** With `includeDerivedTitles`. */
  derivedTitle?: string | undefined;
  /** With `includeLastMessage`. */
  lastMessagePreview?: string | undefined;
  chatType?: string | undefined;
  channel?: string | undefined;
  model?: string | undefined;
  modelProvider?: string | undefined;
  /** ms since the epoch. */
  updatedAt?: number | null | undefined;
  createdAt?: number | undefined;
  /** Protocol 4: when the gateway took this picture, ms since the epoch. */
  snapshotAt?: number | undefined;
  /** Protocol 4. */
  status?: string | null | undefined;
  hasActiveRun?: boolean | undefined;
  activeRunIds?: string[] | null | undefined;
  lastRunId?: string | null | undefined;
  lastRunError?: string | null | undefined;
  parentSessionKey?: string | null | undefined;
  spawnedBy?: string | null | undefined;
  archived?: boolean | undefined;
  isMain?: boolean | undefined;
  thinkingLevel?: string | null | undefined;
  verboseLevel?: string | null | undefined;
  inputTokens?: number | undefined;
  outputTokens?: number | undefined;
  totalTokens?: number | undefined;
  contextTokens?: number | null | undefined;
  [field: string]: unknown;
}

/** A stored session entry, as `sessions.patch` and `sessions.reset` return it. */
export interface SessionEntry {
  sessionId?: string | undefined;
  updatedAt?: number | undefined;
  [field: string]: unknown;
}

export interface SessionsListParams {
  limit?: number;
  /** Protocol 4. */
  offset?: number;
  agentId?: string;
  search?: string;
  label?: string;
  spawnedBy?: string;
  /** Only sessions active in the last so many minutes. */
  activeMinutes?: number;
  includeGlobal?: boolean;
  includeUnknown?: boolean;
  includeDerivedTitles?: boolean;
  includeLastMessage?: boolean;
  /** Protocol 4. */
  archived?: boolean | "all";
  [field: string]: unknown;
}

export interface SessionsResolveParams {
  key?: string;
  sessionId?: string;
  label?: string;
  agentId?: string;
  spawnedBy?: string;
  includeGlobal?: boolean;
  includeUnknown?: boolean;
  [field: string]: unknown;
}

/** `null` clears a setting. */
export interface SessionsPatchParams {
  key: string;
  label?: string | null;
  model?: string | null;
  thinkingLevel?: string | null;
  verboseLevel?: string | null;
  reasoningLevel?: string | null;
  elevatedLevel?: string | null;
  responseUsage?: "off" | "tokens" | "full" | "on" | null;
  sendPolicy?: "allow" | "deny" | null;
  groupActivation?: "mention" | "always" | null;
  [field: string]: unknown;
}

export interface SessionsResetParams {
  key: string;
  /** `new`: a new conversation; `reset`: a full reset. */
  reason?: "new" | "reset";
  [field: string]: unknown;
}

export interface SessionsDeleteParams {
  key: string;
  deleteTranscript?: boolean;
  [field: string]: unknown;
}

export interface SessionsCreateParams {
  key?: string;
  agentId?: string;
  label?: string;
  model?: string;
  parentSessionKey?: string;
  [field: string]: unknown;
}

/** The list as real gateways answer it. */
export interface SessionsListResult {
  sessions: SessionRow[];
  ts?: number | undefined;
  count?: number | undefined;
  totalCount?: number | undefined;
  hasMore?: boolean | undefined;
  nextOffset?: number | null | undefined;
  defaults?: Record<string, unknown> | undefined;
  [field: string]: unknown;
}

export interface SessionsChangedEvent {
  sessionKey?: string | undefined;
  agentId?: string | undefined;
  reason?: string | undefined;
  phase?: string | undefined;
  runId?: string | undefined;
  ts?: number | undefined;
  session?: SessionRow | undefined;
  hasActiveRun?: boolean | undefined;
  activeRunIds?: string[] | null | undefined;
  [field: string]: unknown;
}

export interface SessionMessageEvent {
  sessionKey: string;
  messageId?: string | undefined;
  messageSeq?: number | undefined;
  message?: unknown;
  session?: SessionRow | undefined;
  [field: string]: unknown;
}

export interface SessionMethods {
  "sessions.list": { params: SessionsListParams; result: SessionsListResult };
  "sessions.resolve": {
    params: SessionsResolveParams;
    result: { ok?: boolean; key: string; agentId?: string; [field: string]: unknown };
  };
  "sessions.patch": {
    params: SessionsPatchParams;
    result: { ok?: boolean; key: string; entry?: SessionEntry; [field: string]: unknown };
  };
  "sessions.reset": {
    params: SessionsResetParams;
    result: { ok?: boolean; key: string; entry?: SessionEntry; [field: string]: unknown };
  };
  "sessions.delete": {
    params: SessionsDeleteParams;
    result: {
      ok?: boolean;
      key?: string;
      deleted?: boolean;
      archived?: string[];
      [field: string]: unknown;
    };
  };
  "sessions.create": {
    params: SessionsCreateParams;
    result: {
      ok?: boolean;
      key: string;
      sessionId?: string;
      entry?: SessionEntry;
      [field: string]: unknown;
    };
  };
  "sessions.subscribe": { params: Record<string, never>; result: { subscribed?: boolean } };
  "sessions.messages.subscribe": {
    params: { key: string };
    result: { subscribed?: boolean; key?: string };
  };
  "sessions.messages.unsubscribe": { params: { key: string }; result: unknown };
}

export interface SessionEvents {
  "sessions.changed": SessionsChangedEvent;
  "session.message": SessionMessageEvent;
}
