import { randomUUID } from "node:crypto";
import type { AgentAttachment } from "../agent.js";
import type { GatewayContext } from "../context.js";
import { invalidRequest, unavailable } from "../errors.js";
import type { QueueMode } from "../runs/turn.js";
import { injectedFields } from "../runs/transcript.js";
import { type GatewaySession, textBlock } from "../sessions.js";
import { chatHistory } from "./history.js";
import type { MethodCall, MethodTable } from "./method.js";
import { senderOf } from "./sender.js";
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
    const runIds = runs.abort(key, undefined, "stop");
    return { ok: true, aborted: runIds.length > 0, runIds };
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
  const { interrupted } = runs.submit({
    runId,
    session,
    origin: "chat",
    message,
    attachments: checked,
    sender: senderOf(connection),
    queueMode: params.queueMode as QueueMode | undefined,
    timeoutMs: typeof params.timeoutMs === "number" ? params.timeoutMs : undefined,
    fingerprint,
  });
  if (options.documented) return {};
  return { runId, status: "started", ...(interrupted ? { interruptedActiveRun: true } : {}) };
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
  const runIds = runs.abort(elsewhere && run ? run.sessionKey : key, runId, "rpc");
  return { ok: true, aborted: runIds.length > 0, runIds };
}

function inject({ context, params }: MethodCall): unknown {
  const { sessions, options, voice } = context;
  const session = sessions.get(String(params.sessionKey));
  if (!session) throw invalidRequest("session not found");
  if (session.transcript.length === 0) {
    if (options.generation.protocol === 4) throw invalidRequest("session not found");
    // 2026.3.2 begins a session's file with its first message, also after a reset.
    throw unavailable("failed to write transcript: transcript file not found");
  }
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
  "chat.history": { scope: "operator.read", handle: chatHistory },
  "chat.abort": { scope: "operator.write", handle: abort },
  "chat.inject": { scope: "operator.admin", handle: inject },
};
