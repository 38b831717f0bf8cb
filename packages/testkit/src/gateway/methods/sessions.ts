import { randomUUID } from "node:crypto";
import type { GatewayContext } from "../context.js";
import { invalidRequest } from "../errors.js";
import {
  THINKING,
  sessionDefaults,
  sessionEntry,
  sessionModel,
  sessionRow,
  visibleSettings,
} from "../session-view.js";
import { contentText, type GatewaySession, textBlock } from "../sessions.js";
import { storePath } from "../snapshot.js";
import type { MethodCall, MethodTable } from "./method.js";
import { senderOf } from "./sender.js";
import { checkAgent } from "./session-lookup.js";

const P4 = [4] as const;

function list({ context, params }: MethodCall): unknown {
  const { options, sessions } = context;
  const now = options.clock.now();
  const search = typeof params.search === "string" ? params.search.toLowerCase() : "";
  const fits = (s: GatewaySession): boolean =>
    (params.agentId === undefined || s.agentId === params.agentId) &&
    (params.label === undefined || s.settings.label === params.label) &&
    (typeof params.activeMinutes !== "number" ||
      now - s.updatedAt <= params.activeMinutes * 60_000) &&
    (search === "" || `${s.key} ${String(s.settings.label ?? "")}`.toLowerCase().includes(search));
  const matching = sessions.all().filter(fits);
  const latest = options.generation.protocol === 4;
  const offset = typeof params.offset === "number" ? params.offset : 0;
  const limit = typeof params.limit === "number" ? params.limit : latest ? 100 : matching.length;
  const page = matching.slice(offset, offset + limit);
  const extras = {
    derivedTitle: params.includeDerivedTitles === true,
    lastMessage: params.includeLastMessage === true,
  };
  const rows = page.map((session) => sessionRow(context, session, extras));
  if (options.documented) return rows;
  const hasMore = offset + page.length < matching.length;
  return {
    ts: now,
    path: "(multiple)",
    count: rows.length,
    ...(latest
      ? {
          totalCount: matching.length,
          limitApplied: limit,
          nextOffset: hasMore ? offset + page.length : null,
          hasMore,
          owners: [],
        }
      : {}),
    defaults: sessionDefaults(context, true),
    sessions: rows,
  };
}

function resolve({ context, params }: MethodCall): unknown {
  const { sessions, options } = context;
  const wanted = params.key ?? params.sessionId ?? params.label;
  if (wanted === undefined) throw invalidRequest("Either key, sessionId, or label is required");
  const found =
    params.key !== undefined
      ? sessions.get(String(params.key))
      : sessions
          .all()
          .find(
            (s) =>
              s.sessionId === params.sessionId ||
              (params.label !== undefined && s.settings.label === params.label),
          );
  if (!found) throw invalidRequest(`No session found: ${String(wanted)}`);
  return {
    ok: true,
    key: found.key,
    ...(options.generation.protocol === 4 ? { agentId: found.agentId } : {}),
  };
}

function patchModel(context: GatewayContext, session: GatewaySession, model: unknown): void {
  const { options } = context;
  if (model === null) {
    delete session.settings.providerOverride;
    delete session.settings.modelOverride;
    return;
  }
  const [provider, ...rest] = String(model).split("/");
  const known = options.models.some((m) => m.provider === provider);
  // 2026.3.2 takes any model; whether it exists shows at the next run.
  if (options.generation.protocol === 4 && !known) {
    throw invalidRequest(`Unknown provider "${provider}". Use /models to list providers.`);
  }
  session.settings.providerOverride = provider;
  session.settings.modelOverride = rest.join("/");
}

function patchThinking(context: GatewayContext, session: GatewaySession, level: unknown): void {
  const named = level === "auto" ? "adaptive" : level;
  if (context.options.generation.protocol === 4 && named !== "off" && named !== null) {
    const { provider, model } = sessionModel(context, session);
    throw invalidRequest(
      `thinkingLevel "${String(named)}" is not supported for ${provider}/${model} (use off)`,
    );
  }
  session.settings.thinkingLevel = named ?? undefined;
}

function patch({ context, params }: MethodCall): unknown {
  const { sessions, options } = context;
  const { key, model, thinkingLevel, agentId: _agentId, ...rest } = params;
  const session = sessions.open(String(key));
  if (
    rest.label !== undefined &&
    sessions.all().some((s) => s !== session && s.settings.label === rest.label)
  ) {
    throw invalidRequest(`label already in use: ${String(rest.label)}`);
  }
  if (model !== undefined) patchModel(context, session, model);
  if (thinkingLevel !== undefined) patchThinking(context, session, thinkingLevel);
  for (const [name, value] of Object.entries(rest)) session.settings[name] = value ?? undefined;
  sessions.touch(session);
  context.changed(session, { reason: "patch" });
  const resolved = sessionModel(context, session);
  return {
    ok: true,
    path: storePath(context),
    key: session.key,
    entry: sessionEntry(context, session),
    resolved: {
      modelProvider: resolved.provider,
      model: resolved.model,
      ...(options.generation.protocol === 4
        ? {
            agentRuntime: { id: "openclaw", source: "implicit" },
            runtimeSelectionLocked: false,
            ...(model === undefined
              ? {}
              : { thinkingLevel: "off", thinkingLevels: THINKING.thinkingLevels }),
          }
        : {}),
    },
  };
}

function reset({ context, params }: MethodCall): unknown {
  const { sessions, options, runs } = context;
  const session = sessions.open(String(params.key));
  runs.abort(session.key, undefined, "rpc");
  // 2026.9 keeps the id and marks the place in the transcript, 2026.3.2 starts a new file.
  if (options.generation.protocol === 3) {
    session.sessionId = randomUUID();
    delete session.settings.elevatedLevel;
  }
  session.transcript = [];
  if (options.generation.protocol === 4 && !options.documented) {
    sessions.append(session, { role: "system", content: [textBlock("Reset")], mark: "reset" });
  }
  session.systemSent = false;
  session.abortedLastRun = false;
  sessions.touch(session);
  context.changed(session, { reason: params.reason === "new" ? "new" : "reset" });
  const { provider, model } = sessionModel(context, session);
  return {
    ok: true,
    key: session.key,
    entry: sessionEntry(context, session),
    ...(options.generation.protocol === 4 ? { resolved: { modelProvider: provider, model } } : {}),
  };
}

function remove(context: GatewayContext, key: string, transcript: boolean): object {
  const { sessions, runs } = context;
  if (sessions.canonical(key) === sessions.mainKey) {
    throw invalidRequest(`Cannot delete the main session (${sessions.mainKey}).`);
  }
  const session = sessions.get(key);
  if (session) {
    runs.abort(session.key, undefined, "rpc");
    sessions.delete(key);
    context.changed(session, { reason: "delete" });
  }
  const file =
    session && `/home/operator/state/agents/${session.agentId}/sessions/${session.sessionId}.jsonl`;
  const stamp = new Date(context.options.clock.now()).toISOString().replace(/:/g, "-");
  return {
    ok: true,
    key: sessions.canonical(key),
    deleted: session !== undefined,
    archived: file && transcript ? [`${file}.deleted.${stamp}`] : [],
  };
}

function deleteSession({ context, params }: MethodCall): unknown {
  const transcript = params.deleteTranscript !== false;
  if (context.options.documented && Array.isArray(params.keys)) {
    return params.keys.map((key) => remove(context, String(key), transcript));
  }
  return remove(context, String(params.key), transcript);
}

function create({ context, connection, params }: MethodCall): unknown {
  const { sessions, runs } = context;
  const agentId = typeof params.agentId === "string" ? params.agentId : sessions.defaultAgentId;
  const key = sessions.canonical(String(params.key ?? `agent:${agentId}:${randomUUID()}`));
  checkAgent(context, key);
  const session = sessions.open(key);
  if (params.label !== undefined) session.settings.label = params.label;
  session.parentSessionKey = sessions.canonical(
    String(params.parentSessionKey ?? sessions.mainKey),
  );
  context.changed(session, { reason: "create" });
  const message = params.message ?? params.task;
  const runId = String(params.idempotencyKey ?? randomUUID());
  if (typeof message === "string" && message !== "") {
    runs.submit({
      runId,
      session,
      origin: "chat",
      message,
      attachments: [],
      sender: senderOf(connection),
      fingerprint: message,
    });
  }
  const { provider, model } = sessionModel(context, session);
  return {
    ok: true,
    key: session.key,
    sessionId: session.sessionId,
    entry: {
      sessionId: session.sessionId,
      lifecycleRevision: session.sessionId,
      updatedAt: session.updatedAt,
      sessionRoot: "/home/operator/ws",
      delivery: { kind: "none" },
      createdVia: "operator",
      createdAt: session.createdAt,
      ...visibleSettings(session),
      spawnDepth: 0,
      modelOverrideSource: "default",
      parentSessionKey: session.parentSessionKey,
    },
    runStarted: typeof message === "string" && message !== "",
    ...(typeof message === "string" && message !== "" ? { runId } : {}),
    resolved: { modelProvider: provider, model },
  };
}

function preview({ context, params }: MethodCall): unknown {
  const keys = Array.isArray(params.keys) ? params.keys.map(String) : [];
  const previews = keys.map((key) => {
    const session = context.sessions.get(key);
    if (!session) return { key, status: "missing", items: [] };
    const items = session.transcript.map((entry) => ({
      role: entry.role,
      text: contentText(entry.content),
    }));
    return { key: session.key, status: items.length > 0 ? "ok" : "empty", items: items.slice(-12) };
  });
  return { ts: context.options.clock.now(), previews };
}

function describe({ context, params }: MethodCall): unknown {
  const session = context.sessions.get(String(params.key));
  const extras = {
    derivedTitle: params.includeDerivedTitles === true,
    lastMessage: params.includeLastMessage === true,
    activity: false,
  };
  return { session: session ? sessionRow(context, session, extras) : null };
}

function subscribeMessages({ context, connection, params }: MethodCall): unknown {
  const key = context.sessions.canonical(String(params.key));
  context.subscriptions.subscribeMessages(connection, key);
  return { subscribed: true, key };
}

function unsubscribeMessages({ context, connection, params }: MethodCall): unknown {
  const key = context.sessions.canonical(String(params.key));
  context.subscriptions.unsubscribeMessages(connection, key);
  return { subscribed: false, key };
}

/** `sessions.*` */
export const sessionMethods: MethodTable = {
  "sessions.list": { scope: "operator.read", handle: list },
  "sessions.resolve": { scope: "operator.read", handle: resolve },
  "sessions.patch": {
    scope: (protocol) => (protocol === 3 ? "operator.admin" : "operator.write"),
    handle: patch,
  },
  "sessions.reset": { scope: "operator.admin", handle: reset },
  "sessions.delete": { scope: "operator.admin", handle: deleteSession },
  "sessions.preview": { scope: "operator.read", handle: preview },
  "sessions.create": {
    protocols: P4,
    scope: "operator.write",
    handle: create,
  },
  "sessions.describe": {
    protocols: P4,
    scope: "operator.read",
    handle: describe,
  },
  "sessions.subscribe": {
    protocols: P4,
    scope: "operator.read",
    handle: ({ context, connection }) => {
      context.subscriptions.subscribeChanges(connection);
      return { subscribed: true };
    },
  },
  "sessions.unsubscribe": {
    protocols: P4,
    scope: "operator.read",
    handle: ({ context, connection }) => {
      context.subscriptions.unsubscribeChanges(connection);
      return { subscribed: false };
    },
  },
  "sessions.messages.subscribe": {
    protocols: P4,
    scope: "operator.read",
    handle: subscribeMessages,
  },
  "sessions.messages.unsubscribe": {
    protocols: P4,
    scope: "operator.read",
    handle: unsubscribeMessages,
  },
};
