import { randomUUID } from "node:crypto";
import type { AgentAttachment } from "../agent.js";
import type { GatewayContext } from "../context.js";
import { invalidRequest } from "../errors.js";
import { historyMessages } from "../history.js";
import { injectedFields } from "../runs/transcript.js";
import { IMPLICIT_RUNTIME, sessionDefaults, sessionRow } from "../session-view.js";
import { sessionKeyParts } from "../session-key.js";
import { type GatewaySession, textBlock } from "../sessions.js";
import type { MethodCall, MethodTable } from "./method.js";
import { checkAgent } from "./session-lookup.js";

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const STOP_WORDS = new Set(["/stop", "/abort"]);

function attachmentsOf(value: unknown): AgentAttachment[] {
  const list = (Array.isArray(value) ? value : []) as AgentAttachment[];
  for (const attachment of list) {
    const label = attachment.fileName ?? attachment.type ?? "attachment";
    const content = typeof attachment.content === "string" ? attachment.content : "";
    const data = content.replace(/^data:[^,]*,/, "").replace(/\s/g, "");
    if (data.length % 4 !== 0 || !BASE64.test(data)) {
      throw invalidRequest(`Error: attachment ${label}: invalid base64 content`);
    }
  }
  return list;
}

/** The level protocol 4 would refuse; 3 passes every level on to the model. */
function unsupportedThinking(context: GatewayContext, level: unknown): string | undefined {
  const { options } = context;
  if (level === undefined || options.generation.protocol === 3 || options.documented)
    return undefined;
  const named = level === "auto" ? "adaptive" : String(level);
  return (options.models[0].thinkingLevels ?? ["off"]).includes(named) ? undefined : named;
}

/** 2026.9.6 answers a level it cannot do as if it were a command: a final at once, no run. */
function refuseThinking(
  context: GatewayContext,
  session: GatewaySession,
  runId: string,
  message: string,
  level: string,
): void {
  const { sessions, options, broadcaster } = context;
  const [model] = options.models;
  const levels = (model.thinkingLevels ?? ["off"]).join(", ");
  const content = [
    textBlock(
      `Thinking level "${level}" is not supported for ${model.provider}/${model.id}. Use one of: ${levels}.`,
    ),
  ];
  sessions.append(session, {
    role: "user",
    content: [textBlock(message)],
    idempotencyKey: `${runId}:user`,
  });
  const extra = { ...injectedFields, idempotencyKey: runId };
  const entry = sessions.append(session, { role: "assistant", content, extra });
  broadcaster.event("chat", {
    runId,
    sessionKey: session.key,
    seq: 1,
    state: "final",
    message: { role: "assistant", content, timestamp: entry.timestamp, ...extra },
  });
}

function send({ context, connection, params }: MethodCall): unknown {
  const { runs, sessions, options } = context;
  const message = typeof params.message === "string" ? params.message : "";
  const attachments = Array.isArray(params.attachments) ? params.attachments : [];
  if (!message.trim() && attachments.length === 0)
    throw invalidRequest("message or attachment required");
  const key = sessions.canonical(String(params.sessionKey));
  const runId = String(params.idempotencyKey ?? randomUUID());
  const fingerprint = JSON.stringify([key, message, attachments]);
  checkAgent(context, key);
  if (STOP_WORDS.has(message.trim().toLowerCase())) {
    const stopped = runs.abort(key, undefined, "stop");
    return { ok: true, aborted: stopped.length > 0, runIds: stopped.map((run) => run.runId) };
  }
  const known = runs.key(runId);
  if (known) {
    if (options.generation.protocol === 4 && known.fingerprint !== fingerprint) {
      throw invalidRequest(
        "This message ID was already used for different input. Check the conversation history and use a new message ID to send again.",
        { reason: "chat-request-conflict" },
      );
    }
    return { runId, status: known.status };
  }
  const checked = attachmentsOf(attachments);
  const session = sessions.open(key);
  context.changed(session, { reason: "send" });
  const level = unsupportedThinking(context, params.thinking);
  if (level !== undefined) {
    setImmediate(() => refuseThinking(context, session, runId, message, level));
    runs.settle(runId, fingerprint);
    return { runId, status: "started" };
  }
  runs.submit({
    runId,
    session,
    origin: "chat",
    message,
    attachments: checked,
    connection,
    timeoutMs: typeof params.timeoutMs === "number" ? params.timeoutMs : undefined,
    fingerprint,
  });
  return options.documented ? {} : { runId, status: "started" };
}

/** `sessionInfo` of a key that has no session: what it would start with. */
function missingSession(context: GatewayContext, key: string): object {
  const { options, sessions } = context;
  const [model] = options.models;
  return {
    key,
    permissionModePending: false,
    kind: "direct",
    classification: "custom",
    agentId: sessionKeyParts(key, options.agents[0]).agentId,
    isMain: key === sessions.mainKey,
    isBackground: false,
    updatedAt: null,
    archived: false,
    pinned: false,
    unread: false,
    effectiveFastMode: false,
    effectiveFastModeSource: "default",
    fastAutoOnSeconds: 60,
    totalTokensFresh: false,
    effectiveResponseUsage: "off",
    effectiveQueueMode: "steer",
    modelProvider: model.provider,
    model: model.id,
    modelOverrideSource: null,
    runtimeSelectionLocked: false,
    agentRuntime: IMPLICIT_RUNTIME,
    contextTokens: model.contextWindow,
    snapshotAt: options.clock.now(),
    hasActiveRun: false,
    activeRunIds: [],
    activeLeafEntryId: null,
  };
}

function history({ context, params }: MethodCall): unknown {
  const { options, sessions, runs } = context;
  const latest = options.generation.protocol === 4;
  const key = sessions.canonical(String(params.sessionKey));
  const session = sessions.get(key);
  const limit = typeof params.limit === "number" ? params.limit : 200;
  const messages = historyMessages(context, session, limit);
  if (options.documented) return messages;
  const base = {
    sessionKey: params.sessionKey,
    ...(session ? { sessionId: session.sessionId } : {}),
    messages,
    ...(session?.settings.verboseLevel ? { verboseLevel: session.settings.verboseLevel } : {}),
  };
  if (!latest) return { ...base, thinkingLevel: session?.settings.thinkingLevel ?? "off" };
  const total = session?.transcript.length ?? 0;
  const active = runs.active(key);
  const waiting = runs.waiting(key);
  return {
    ...base,
    pendingInputs: {
      items: waiting.map((turn) => ({
        id: turn.inputId ?? turn.runId,
        runId: turn.inputId ?? turn.runId,
        message: { role: "user", content: turn.message },
        acceptedAt: session?.updatedAt ?? 0,
        state: "queued",
      })),
      total: waiting.length,
    },
    ...(session
      ? { deltaCursor: Buffer.from(`${session.sessionId}:${total}`).toString("base64url") }
      : {}),
    ...(total > messages.length ? { nextOffset: messages.length } : {}),
    hasMore: total > messages.length,
    totalMessages: total,
    defaults: sessionDefaults(context, false),
    sessionInfo: session
      ? {
          ...sessionRow(context, session, { thinking: false }),
          activeLeafEntryId: session.transcript.at(-1)?.id,
        }
      : missingSession(context, key),
    ...(active
      ? {
          inFlightRun: {
            runId: active.runId,
            text: active.text,
            startedAt: active.startedAt,
            events: [
              {
                runId: active.runId,
                seq: active.seq,
                stream: "assistant",
                ts: options.clock.now(),
                data: {},
                sessionKey: key,
                agentId: active.session.agentId,
              },
            ],
          },
        }
      : {}),
  };
}

function abort({ context, params }: MethodCall): unknown {
  const { runs, sessions, options } = context;
  const key = sessions.canonical(String(params.sessionKey));
  const runId = params.runId === undefined ? undefined : String(params.runId);
  const run = runId === undefined ? undefined : runs.run(runId);
  const elsewhere = run?.outcome.status === "running" && run.sessionKey !== key;
  // 2026.9.6 goes by the run's id alone, 2026.3.2 insists on its session.
  if (elsewhere && options.generation.protocol === 3) {
    throw invalidRequest("runId does not match sessionKey");
  }
  const stopped = runs.abort(elsewhere && run ? run.sessionKey : key, runId, "rpc");
  return { ok: true, aborted: stopped.length > 0, runIds: stopped.map((each) => each.runId) };
}

function inject({ context, params }: MethodCall): unknown {
  const { sessions, options, voice } = context;
  const session = sessions.get(String(params.sessionKey));
  if (!session || session.transcript.length === 0) throw invalidRequest("session not found");
  const label = typeof params.label === "string" ? params.label.trim() : "";
  const content = [
    textBlock(label ? `[${label}]\n\n${String(params.message)}` : String(params.message)),
  ];
  const entry = sessions.append(session, { role: "assistant", content, extra: injectedFields });
  const messageId = options.generation.protocol === 3 ? entry.id.slice(0, 8) : entry.id;
  const message = { role: "assistant", content, timestamp: entry.timestamp, ...injectedFields };
  voice.injected(`inject-${messageId}`, session.key, session.agentId, message);
  context.wrote(session, entry);
  return { ok: true, messageId };
}

/** `chat.*` */
export const chatMethods: MethodTable = {
  "chat.send": { scope: "operator.write", handle: send },
  "chat.history": { scope: "operator.read", handle: history },
  "chat.abort": { scope: "operator.write", handle: abort },
  "chat.inject": { scope: "operator.admin", handle: inject },
};
